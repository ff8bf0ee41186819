"""The claim: what it starts from, where else it leads, and what cannot be done with it."""
