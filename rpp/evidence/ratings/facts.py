"""The facts that a rating stands on: findings as contrasts, and the hash that tells them apart."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlmodel import Session

from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.reading import contrasts_of
from rpp.evidence.ratings.reading import Subject


def facts_of(session: Session, subject: Subject) -> list[Contrast]:
    """The findings of a subject, in their order."""
    return contrasts_of(session, [subject])[subject]


def hash_of(contrasts: Sequence[Contrast]) -> str:
    """SHA-256 of the contrasts as JSON with sorted keys, in the order of their own keys."""
    plain = [asdict(one) for one in sorted(contrasts, key=lambda one: one.key)]
    # What nobody recorded is left out: a field that is added later changes no hash.
    told = [_told(one) for one in plain]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _told(value: object) -> object:
    if isinstance(value, dict):
        kept = {name: _told(one) for name, one in value.items()}
        return {name: one for name, one in kept.items() if not _is_nothing(one)}
    if isinstance(value, (list, tuple)):
        return [_told(one) for one in value]
    return value


def _is_nothing(value: object) -> bool:
    """Whether nobody recorded it; a zero is a number that somebody did record."""
    empty = isinstance(value, (str, list, dict)) and not value
    return value is None or value is False or empty
