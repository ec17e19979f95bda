"""Reads pages for teachers and families: anyone reads what was published of a brief in force."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlmodel import Session

from rpp.briefs.onepage.languages import LANGUAGES
from rpp.briefs.onepage.models import PAGE_VERDICTS, PAGES
from rpp.briefs.review.printed import Review
from rpp.briefs.review.standing import Standing, Verdict, of_page
from rpp.db import columns_of

MADE = ("draft", "in_review")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it is kept."""

    id: int
    brief_id: int
    language: str
    number: int
    status: str
    status_since: datetime
    title: str
    body: str
    body_html: str
    origin: str
    version: int
    draft_version: int
    text_hash: str
    review: Review | None
    published_at: datetime | None

    @property
    def href(self) -> str:
        return f"/briefs/{self.brief_id}/families/{self.language}"


def published(session: Session, brief_id: int) -> dict[str, Page]:
    """The pages of a brief that are read, by language in the order of LANGUAGES."""
    return _by_language(session, brief_id, ("published",))


def made(session: Session, brief_id: int) -> dict[str, Page]:
    """The pages of a brief that are being written or reviewed, by language."""
    return _by_language(session, brief_id, MADE)


def _by_language(session: Session, brief_id: int, statuses: tuple[str, ...]) -> dict[str, Page]:
    return {page.language: page for page in _select(session, brief_id, statuses)}


def _select(session: Session, brief_id: int, statuses: tuple[str, ...]) -> list[Page]:
    """Pages in the order of LANGUAGES."""
    rows = session.execute(
        select(*columns_of(Page, PAGES)).where(
            PAGES.c.brief_id == brief_id, PAGES.c.status.in_(statuses)
        )
    )
    order = list(LANGUAGES)
    return sorted((Page(*row) for row in rows), key=lambda page: order.index(page.language))


class Reviewed(Protocol):
    """A page, or a row of one, as far as its review asks."""

    @property
    def id(self) -> int | None: ...
    @property
    def brief_id(self) -> int: ...
    @property
    def status(self) -> str: ...
    @property
    def status_since(self) -> datetime: ...
    @property
    def text_hash(self) -> str: ...


def standing(session: Session, page: Reviewed) -> Standing:
    """How far the review of a page has come; two statements."""
    verdict = PAGE_VERDICTS.c
    rows = session.execute(
        select(
            verdict.id,
            verdict.reviewer_id,
            verdict.approved,
            verdict.comment,
            verdict.text_hash,
            verdict.decided_at,
        )
        .where(verdict.page_id == page.id)
        .order_by(verdict.id)
    )
    verdicts = [
        Verdict(id_, reviewer_id, approved, comment, {}, text_hash, at)
        for id_, reviewer_id, approved, comment, text_hash, at in rows
    ]
    since = page.status_since if page.status == "in_review" else None
    return of_page(session, page.brief_id, verdicts, page.text_hash, since)
