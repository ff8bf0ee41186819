"""The shop's working time and what is said about reaching it."""
