"""Illustrations and appendices of briefs."""
