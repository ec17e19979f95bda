"""The page of one study: what it holds, where the study stands, and how that is said."""
