"""The text of a study: its sections, their earlier texts, and writing it."""
