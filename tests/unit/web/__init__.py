"""What web pages are made of, without a request."""
