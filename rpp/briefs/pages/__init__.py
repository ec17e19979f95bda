"""What the pages of briefs say, ready to be laid out."""
