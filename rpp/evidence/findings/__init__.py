"""Findings as recorded facts: one contrast on one outcome, of a study run here or elsewhere."""
