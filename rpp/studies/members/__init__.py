"""Who takes part in a study: partners, members, invitations, successors."""
