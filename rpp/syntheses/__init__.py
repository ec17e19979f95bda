"""Living syntheses: a question, the studies that answer it, and versions that stay citable."""
