"""Tiers as they are kept and shown: computed by the rules, live for a district, never typed in."""
