"""Works as others cite, catalog and harvest them; what a work is, no matter which room made it."""
