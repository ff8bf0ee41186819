"""Questions to the shop in a real browser."""
