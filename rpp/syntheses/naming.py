"""What somebody names in words as a candidate: known again by a number, or by the words alone."""

import hashlib
import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select, tuple_
from sqlmodel import Session

from rpp.db import columns
from rpp.evidence.references import identifiers
from rpp.evidence.references.models import EvidenceIdentifier
from rpp.syntheses.admitting import Facts, Thing, facts_of
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


def known_here(session: Session, named: Sequence[Named]) -> list[Named]:
    """The same, with the record in the place of what this portal holds by its DOI or ERIC number.

    Two statements at most.
    """
    wanted = {one.key: _numbers(one) for one in named}
    numbers = sorted({number for own in wanted.values() for number in own})
    if not numbers:
        return list(named)
    of = columns(EvidenceIdentifier)
    held = {
        (scheme, value): record_id
        for scheme, value, record_id in session.execute(
            select(of.scheme, of.value, of.record_id).where(
                tuple_(of.scheme, of.value).in_(numbers)
            )
        )
    }
    found = {
        key: next((held[one] for one in own if one in held), None) for key, own in wanted.items()
    }
    told = facts_of(session, {("evidence", id_) for id_ in found.values() if id_ is not None})
    return [_record(one, found[one.key], told) for one in named]


def _numbers(one: Named) -> list[tuple[str, str]]:
    text = f"{one.citation} {one.address}"
    doi = identifiers.doi(text)
    eric = identifiers.eric_id(one.address) or identifiers.eric_id(one.citation)
    return [pair for pair in (("doi", doi), ("eric", eric)) if pair[1]]


def _record(one: Named, record_id: int | None, told: Mapping[Thing, Facts]) -> Named:
    facts = told.get(("evidence", record_id or 0))
    if facts is None:
        return one
    return Named(f"evidence:{record_id}", facts.title, "evidence", record_id, facts.year)
