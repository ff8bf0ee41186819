"""What shoppers see, without Flask."""
