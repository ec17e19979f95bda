"""The life of a study: its steps, its states, what it records and who is told."""
