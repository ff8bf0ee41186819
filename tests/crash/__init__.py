"""Processes killed at every point where they touch the world, and what must be true afterwards."""
