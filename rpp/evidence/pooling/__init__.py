"""Pooling: effects of several studies brought together. Pure arithmetic: no database, no clock."""
