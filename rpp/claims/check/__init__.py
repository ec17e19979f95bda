"""A claim that somebody pastes, part by part beside the facts of the records that match."""
