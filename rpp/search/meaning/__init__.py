"""Meaning: what texts say, as vectors that lie close to one another where they say the like."""
