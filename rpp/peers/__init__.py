"""Districts like one: who they are, and what they did here."""
