"""What was found, and what the partners make of it."""
