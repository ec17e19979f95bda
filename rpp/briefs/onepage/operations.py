"""Writing, reviewing and publishing a page for teachers and families."""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from rpp import clock, db, history, markup
from rpp.briefs.models import Brief
from rpp.briefs.onepage import queries
from rpp.briefs.onepage.forgetting import forget_page
from rpp.briefs.onepage.languages import LANGUAGES, ORIGINS
from rpp.briefs.onepage.life import LIFE, Action
from rpp.briefs.onepage.models import OnePage, OnePageVerdict
from rpp.briefs.review.deciding import own_part, printed, why_not
from rpp.briefs.review.queries import reviewer_people
from rpp.errors import DomainError
from rpp.history import only
from rpp.networks.zones import zone_of
from rpp.policy import Viewer

MADE = ("draft", "in_review")


@dataclass(frozen=True, slots=True)
class Texts:
    """What is typed: a title, the text as Markdown, and how it came about (a key of ORIGINS)."""

    title: str
    body: str
    origin: str

    @property
    def text_hash(self) -> str:
        """The SHA-256 of what is read, in hex."""
        said = json.dumps([self.title, self.body, self.origin], ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


def save_page(
    session: Session, actor: Viewer, brief_id: int, language: str, texts: Texts
) -> OnePage:
    """Save the draft of a page in a language; without one it begins."""
    # Held, so that two who begin at once begin one.
    brief = db.lock(session, Brief, brief_id)
    if brief.status in ("withdrawn", "deleted", "superseded"):
        raise DomainError("This brief is no longer in force, so it gets no new page.")
    if texts.origin not in ORIGINS or language not in LANGUAGES:
        raise DomainError("Say how the text came about.", "origin")
    assert actor.id is not None
    page = _made(session, brief_id, language)
    begun = page is None
    if page is None:
        page = OnePage(
            brief_id=brief_id,
            language=language,
            number=_next(session, brief_id, language),
            status_since=clock.now(),
            title="",
            body="",
            body_html="",
            written_by=actor.id,
            written_at=clock.now(),
        )
    LIFE.require(page, Action.WRITE)
    page.title, page.body, page.origin = texts.title, texts.body, texts.origin
    page.body_html, page.markup_version = markup.render(texts.body), markup.VERSION
    page.text_hash, page.draft_version = texts.text_hash, page.draft_version + (not begun)
    page.written_by, page.written_at = actor.id, clock.now()
    session.add(page)
    history.record(session, page, "written" if begun else "edited", actor.id, private=True)
    return page


def _made(session: Session, brief_id: int, language: str) -> OnePage | None:
    """The page that is being made in a language."""
    return session.exec(
        select(OnePage).where(
            OnePage.brief_id == brief_id,
            OnePage.language == language,
            col(OnePage.status).in_(MADE),
        )
    ).first()


def _next(session: Session, brief_id: int, language: str) -> int:
    last = select(func.max(OnePage.number)).where(
        OnePage.brief_id == brief_id, OnePage.language == language
    )
    return (session.exec(last).one() or 0) + 1


def send_page(session: Session, actor: Viewer, page_id: int) -> OnePage:
    """Give a page to the reviewers of its brief; it is about the brief's version of now."""
    brief, page = _held(session, page_id)
    LIFE.require(page, Action.SEND)
    if brief.status not in ("in_review", "published"):
        raise DomainError("Send the brief to review first: its reviewers read this page as well.")
    page.version = max(brief.current, 1)
    readers = reviewer_people(session, page.brief_id)
    history.move(
        session,
        page,
        "in_review",
        "sent_to_review",
        actor.id,
        text_hash=page.text_hash,
        audience=only(readers),
        private=True,
    )
    return page


def return_page(session: Session, actor: Viewer, page_id: int) -> OnePage:
    """Take a page back from review, to change it."""
    _, page = _held(session, page_id)
    LIFE.require(page, Action.RETURN)
    history.move(session, page, "draft", "returned_to_draft", actor.id, private=True)
    return page


def delete_page(session: Session, actor: Viewer, page_id: int) -> OnePage:
    """Delete the draft of a page: its text goes for good."""
    _, page = _held(session, page_id)
    LIFE.require(page, Action.DELETE)
    forget_page(session, actor, page)
    return page


def decide_page(
    session: Session, actor: Viewer, page_id: int, *, approved: bool, comment: str, text_hash: str
) -> OnePageVerdict:
    """Approve a page or return it with a reason; `text_hash` is that of the text that was read."""
    brief, page = _held(session, page_id)
    LIFE.require(page, Action.APPROVE if approved else Action.SEND_BACK)
    reviewer = own_part(session, brief, actor)
    if text_hash != page.text_hash:
        raise DomainError("The text changed while you read it. Read it again before you decide.")
    if not approved and len(comment.strip()) < 10:
        raise DomainError("Say what must change before it is published.", "comment")
    assert reviewer.id is not None
    made = OnePageVerdict(
        page_id=page_id,
        reviewer_id=reviewer.id,
        approved=approved,
        comment=comment.strip(),
        text_hash=page.text_hash,
        decided_at=clock.now(),
    )
    session.add(made)
    if approved:
        history.record(session, page, "approved", actor.id, text_hash=page.text_hash, private=True)
    else:
        history.move(
            session,
            page,
            "draft",
            "sent_back",
            actor.id,
            reason=made.comment,
            text_hash=page.text_hash,
            private=True,
        )
    return made


def publish_page(session: Session, actor: Viewer, page_id: int) -> OnePage:
    """Publish a page that is reviewed; the one before in its language is replaced."""
    brief, page = _held(session, page_id)
    LIFE.require(page, Action.PUBLISH)
    if brief.status != "published":
        raise DomainError("Publish the brief first. The page is about what it says.")
    stands, zone = queries.standing(session, page), zone_of(session, brief.network_id)
    if not stands.way:
        raise DomainError(why_not(stands, zone))
    before = session.exec(
        select(OnePage).where(
            OnePage.brief_id == brief.id,
            OnePage.language == page.language,
            OnePage.status == "published",
        )
    ).first()
    if before is not None:
        history.move(session, before, "replaced", "replaced", actor.id, private=True)
    page.review, page.published_at = printed(stands, page.version, zone), clock.now()
    history.move(
        session, page, "published", "published", actor.id, text_hash=page.text_hash, private=True
    )
    # The brief's page shows it, and its history says so to everyone.
    detail = {"language": page.language, "number": page.number}
    history.record(session, brief, "family_page", actor.id, detail=detail, text_hash=page.text_hash)
    return page


def _held(session: Session, page_id: int) -> tuple[Brief, OnePage]:
    """The brief, held first as everywhere, and the page as it stands now."""
    found = session.get_one(OnePage, page_id)
    brief = db.lock(session, Brief, found.brief_id)
    return brief, db.lock(session, OnePage, page_id)
