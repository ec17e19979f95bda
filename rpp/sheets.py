"""Tables for spreadsheets: a cell that people wrote must not become a formula."""

import csv
import unicodedata

# Characters of a cell: `csv` has one limit for the whole process, so it is set in one place.
LONGEST_CELL = 1_000_000
csv.field_size_limit(LONGEST_CELL)
reader = csv.reader


def harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    # Some spreadsheets take the wide forms of these signs for the signs themselves.
    seen = "".join(c for c in text[:40] if c.isprintable() and not c.isspace())
    first = unicodedata.normalize("NFKC", seen[:1])[:1]
    signs = ("=", "+", "-", "@", "|", "%")
    return f"'{text}" if first in signs or text.startswith(("\t", "\r", "\n")) else text
