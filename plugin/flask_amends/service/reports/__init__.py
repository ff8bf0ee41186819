"""Reports: what the cases of a time add up to."""
