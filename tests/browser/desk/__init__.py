"""What a script adds to the desk, in a real browser."""
