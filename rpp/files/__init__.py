"""Files that people attach: told by what they are, cleaned, kept outside the web root."""
