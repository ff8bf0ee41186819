"""The files of the project, found without git, and what their imports say."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = {
    "flask_amends": ROOT / "plugin" / "flask_amends",
    "amends_widgets": ROOT / "widgets" / "amends_widgets",
    "amends_webhooks": ROOT / "webhooks" / "amends_webhooks",
}
MADE_BY_TOOLS = {"__pycache__", "build", "dist", "instance", "htmlcov"}


def project_files() -> Iterator[Path]:
    """Yield every file that belongs to the project."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(
            name
            for name in folders
            if name not in MADE_BY_TOOLS and not name.endswith(".egg-info") and not name.startswith(".")
        )
        if Path(folder) == ROOT:
            folders += [name for name in (".ci",) if (ROOT / name).is_dir()]
        for name in sorted(names):
            if not name.startswith(".coverage") and ".sqlite3" not in name and not name.endswith(".pyc"):
                yield Path(folder, name)


def package_files(package: Path) -> Iterator[Path]:
    """Yield every file of an import package that is to be shipped."""
    yield from (
        path
        for path in sorted(package.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in {".pyc", ".pyo"}
    )


def modules() -> dict[str, Path]:
    """Return every shipped module by its dotted name."""
    found = {}
    for folder in PACKAGES.values():
        for path in package_files(folder):
            if path.suffix == ".py":
                parts = path.relative_to(folder.parent).with_suffix("").parts
                found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    assert found.keys() >= PACKAGES.keys()
    return found


def imports(name: str, path: Path) -> set[str]:
    """Return the dotted names a module imports, anywhere in its code; `from a import b` gives `a.b`."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            source = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                source = ".".join([*above, *filter(None, [source])])
            found |= {f"{source}.{alias.name}" for alias in node.names}
    return found


def within(name: str, *packages: str) -> bool:
    """Say whether a dotted name is one of the packages or lies inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)
