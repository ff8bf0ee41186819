"""People who ask the shop, and those who answer them."""
