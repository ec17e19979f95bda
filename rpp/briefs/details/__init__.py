"""What a catalog says of a brief: one schema for the form, imports, the API and exports."""
