"""Reads files of references: bytes to text, text to entries, and what was not understood."""
