"""The commands without a shop: ``python -m flask_amends.cli verify-case FILE`` needs no app."""

from flask_amends.cli import group

if __name__ == "__main__":
    group(prog_name="flask amends")
