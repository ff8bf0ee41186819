"""Bridges to what a shop already has; each is imported by its own name."""
