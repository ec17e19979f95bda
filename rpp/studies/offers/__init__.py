"""Before a study: who could study a problem, and which problems fit a researcher."""
