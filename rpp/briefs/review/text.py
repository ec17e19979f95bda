"""The text on which reviewers decide, and its hash."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from rpp import db
from rpp.briefs.texts import Draft

# What a draft holds besides what its readers read.
_ASIDE = frozenset(("parts_html", "markup_version", "not_a_student"))


def hash_of(draft: Draft) -> str:
    """The SHA-256 of what a draft says, in hex.

    Of JSON, keys sorted, without what is empty: a later release may keep more of a draft, and
    what nobody filled in changes no text.
    """
    plain = db.plain(Draft, draft)
    assert isinstance(plain, dict)
    said = _said({key: value for key, value in plain.items() if key not in _ASIDE})
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _said(value: object) -> object:
    """A value without what is empty in it; None where nothing is left."""
    if isinstance(value, Mapping):
        kept = {key: said for key, one in value.items() if (said := _said(one)) is not None}
        return kept or None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return (
            [_said(one) for one in value] if any(_said(one) is not None for one in value) else None
        )
    return None if value in ("", None, False) else value
