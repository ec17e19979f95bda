"""What somebody names in words as a candidate: known again by its DOI, or by the words alone."""

import hashlib
import re

from rpp.evidence.references import identifiers
from rpp.syntheses.candidates import Named

_YEAR = re.compile(r"\((?:[^()]*\b)?((?:19|20)[0-9]{2})[a-z]?\)")


def named_by(reference: str, address: str = "") -> Named:
    """A reference as a candidate; two without a DOI are the same only by the same words."""
    doi = identifiers.doi(reference) or identifiers.doi(address)
    words = " ".join((reference or address).casefold().split())
    told = hashlib.blake2s(words.encode(), digest_size=12).hexdigest()
    year = _YEAR.search(reference)
    return Named(
        f"doi:{doi}"[:200] if doi else f"words:{told}",
        reference or address,
        year=int(year[1]) if year else None,
        citation=reference,
        address=address or (f"https://doi.org/{doi}" if doi else ""),
    )
