"""What the pages of the repository say."""
