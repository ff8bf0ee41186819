"""Tests of the API as its clients use it."""
