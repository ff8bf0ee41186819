"""Our pages in frames of another origin, in a real browser."""
