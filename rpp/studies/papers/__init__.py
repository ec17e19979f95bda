"""What is signed and what it stands on: texts, amendments, agreements, the packet."""
