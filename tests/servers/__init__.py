"""Real servers that the suite starts for itself, and the fixtures that hand them out."""
