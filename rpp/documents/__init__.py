"""What is made for paper, for boards and for previews: one setting, from one form of blocks."""
