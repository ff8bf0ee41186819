"""The shopper's pages, through the app's own routes."""
