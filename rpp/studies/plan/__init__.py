"""A study in time and in schools: the ledger, milestones, updates, calendars."""
