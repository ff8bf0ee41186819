"""Use cases: each one loads, decides, saves and enqueues in one transaction."""
