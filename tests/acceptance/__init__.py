"""The whole story over real HTTP: a shop and a marketplace as processes, and people between them."""
