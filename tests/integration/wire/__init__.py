"""What goes over the wire, with real receivers."""
