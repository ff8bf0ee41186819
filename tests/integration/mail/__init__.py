"""Letters, through a real SMTP server."""
