"""Notices on pages: inline in a Flask shop, as finished HTML for any other, and as lines of a letter."""
