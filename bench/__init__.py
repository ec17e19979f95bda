"""Measures the portal; run by hand, never by the tests."""
