"""Publications that people bring in from other catalogs, not reviewed here."""
