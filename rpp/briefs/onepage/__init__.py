"""The one-page version of a brief for teachers and families."""
