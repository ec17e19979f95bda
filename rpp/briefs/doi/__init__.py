"""DOIs of briefs, registered with DataCite where its settings are there; nothing happens else."""
