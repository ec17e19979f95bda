"""Bringing evidence in: one import, one transaction, the same result each time."""
