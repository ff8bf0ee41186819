"""Tests of the pages over real databases."""
