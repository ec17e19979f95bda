"""Writing a study together: sections, comments, suggestions, what is known."""
