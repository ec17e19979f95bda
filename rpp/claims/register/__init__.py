"""The register: what was claimed of programs, beside what was verified."""
