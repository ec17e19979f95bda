"""Reads organizations, who belongs to them and who decides about that."""
