"""A brief on paper: its text as a PDF, a card for previews, what a board reads."""
