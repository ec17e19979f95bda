"""What a page of an answer knows of itself, signed: nobody gives feedback on what was not shown."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from rpp import dates
from rpp.ask.answer import Answer, Quote
from rpp.ask.feedback.models import Source

# A page that stays open for longer is asked to ask again.
KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was answered on one page."""

    page_key: str
    day: str
    question: str
    declined: bool
    sources: tuple[Source, ...]


def of(answer: Answer, quotes: Sequence[Quote]) -> str:
    """The token of a page that shows this answer, its quotes in the order of the page."""
    sources = [Source(one.kind, one.subject_id, one.href) for one in quotes]
    day = dates.today(dates.site_zone()).isoformat()
    asked = Asked(secrets.token_hex(12), day, answer.question, answer.declined, tuple(sources))
    return _signer().dumps(asdict(asked))


def read(token: str) -> Asked | None:
    """What the page with this token showed; None for a token that is not ours, or too old."""
    try:
        told = _signer().loads(token)
        sources = tuple(Source(**one) for one in told.pop("sources"))
        asked = Asked(**told, sources=sources)
    except (BadData, ValueError, TypeError, AttributeError, KeyError):
        return None
    is_old = dates.today(dates.site_zone()) - date.fromisoformat(asked.day) > KEPT
    return None if is_old else asked


def _signer() -> URLSafeSerializer:
    key = current_app.secret_key
    assert key is not None
    return URLSafeSerializer(key, salt="rpp.ask.feedback")
