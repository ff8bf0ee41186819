"""Orders that are confirmed before they are paid."""
