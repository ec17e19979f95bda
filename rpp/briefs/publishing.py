"""Publishing a brief, and correcting what is published: versions that never change."""

from dataclasses import replace

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from rpp import clock, db, history, markup
from rpp.briefs import bars, makers, queries, types
from rpp.briefs.details import facts, tagging
from rpp.briefs.files.keeping import freeze_files
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief, BriefOrganization, BriefVersion
from rpp.briefs.operations import demand_complete
from rpp.briefs.published import Author, Chart, Content, Frozen, People, Stated
from rpp.briefs.review.deciding import reviewed
from rpp.briefs.review.printed import Review
from rpp.briefs.review.queries import reviewer_people
from rpp.briefs.types import given
from rpp.errors import DomainError
from rpp.policy import Viewer


def publish_brief(
    session: Session, actor: Viewer, brief_id: int, *, version: int | None = None
) -> Brief:
    """Publish version 1, for good, and whatever its type has follow from that.

    `version` is the version of the draft that was read before; another one is refused.
    """
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.PUBLISH)
    types.of(brief).before_publishing(session, actor, brief)
    _same(brief, version)
    demand_complete(session, brief)
    made = _add_version(session, actor, brief, "", reviewed(session, brief))
    brief.published_at, brief.published_seq = made.published_at, made.id
    _list(session, brief, made)
    history.move(
        session,
        brief,
        "published",
        "published",
        actor.id,
        text_hash=made.text_hash,
        detail={"version": 1},
        # Who still reads it need not go on.
        audience=history.also(reviewer_people(session, brief_id)),
    )
    types.of(brief).after_publishing(session, actor, brief)
    return brief


def correct_brief(
    session: Session, actor: Viewer, brief_id: int, note: str, *, version: int | None = None
) -> Brief:
    """Publish the prepared correction as the next version, and say what changed."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.CORRECT)
    _same(brief, version)
    if not note.strip():
        raise DomainError("Say what changed and why, in a sentence.", "note")
    demand_complete(session, brief)
    before = queries.version(session, brief_id, brief.current).frozen
    review = before.content.review
    if _frozen(session, brief, review) == before:
        raise DomainError(
            f"Nothing has changed from version {brief.current}. Edit the text before you publish a "
            "correction."
        )
    made = _add_version(session, actor, brief, note.strip(), review)
    _list(session, brief, made)
    history.move(
        session,
        brief,
        "published",
        "corrected",
        actor.id,
        reason=made.correction,
        text_hash=made.text_hash,
        detail={"version": made.number},
    )
    return brief


def _same(brief: Brief, version: int | None) -> None:
    if version is not None and version != brief.draft_version:
        raise DomainError(
            "The text changed while you read it. Read it again before you publish it."
        )


def _frozen(session: Session, brief: Brief, review: Review | None) -> Frozen:
    """What publishing the draft would freeze, with names as they are today."""
    draft, made = brief.draft, types.of(brief)
    people = made.makers(session, brief, draft)
    named = People(
        [id_ for id_ in makers.author_ids(draft) if id_ in people],
        [voice.person_id for voice in draft.dissent],
    )
    rows = bars.read(draft.chart.rows)
    content = Content(
        format=draft.format,
        parts={key: draft.parts.get(key, "") for key in draft.sections.keys},
        figures=draft.figures if draft.figures[0].value else [],
        chart=Chart(draft.chart.title, draft.chart.unit, rows) if rows else None,
        dissent=makers.voices(draft, people),
        basis=replace(made.basis(session, brief), people=named),
        files=draft.files,
        details=makers.details(draft, people),
        review=review,
    )
    return Frozen(draft.title, draft.bottom_line, content, makers.authors(draft, people))


def _add_version(
    session: Session, actor: Viewer, brief: Brief, note: str, review: Review | None
) -> BriefVersion:
    """Write the next version as the draft stands; the database lets each number be used once."""
    assert brief.id is not None
    assert actor.id is not None
    frozen = _frozen(session, brief, review)
    made = BriefVersion(
        brief_id=brief.id,
        number=brief.current + 1,
        title=frozen.title,
        bottom_line=frozen.bottom_line,
        content=frozen.content,
        parts_html=brief.draft.html,
        markup_version=markup.VERSION,
        authors=frozen.authors,
        correction=note,
        licence=facts.license_name(frozen.content.details),
        text_hash="",
        published_by=actor.id,
        published_at=clock.now(),
    )
    made.text_hash = _stated(made).text_hash
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        raise DomainError("Someone published this version a moment ago. Reload the page.") from None
    basis = frozen.content.basis
    brief.current, brief.title, brief.bottom_line = made.number, made.title, made.bottom_line
    brief.districts, brief.sample = len(basis.districts), basis.sample
    session.add(brief)
    freeze_files(session, brief)
    return made


def _stated(version: BriefVersion) -> Stated:
    return Stated(
        brief=version.brief_id,
        version=version.number,
        title=version.title,
        bottom_line=version.bottom_line,
        content=db.plain(Content, version.content),
        authors=db.plain(list[Author], version.authors),
        correction=version.correction,
        licence=version.licence,
    )


def _list(session: Session, brief: Brief, made: BriefVersion) -> None:
    """Keep for lists who made the brief and what it is about, as its newest version says."""
    _name_organizations(session, brief, made)
    if made.content.details is not None:
        tagging.tag(session, given(brief.id), made.content.details)


def _name_organizations(session: Session, brief: Brief, made: BriefVersion) -> None:
    """Keep which organizations made the brief, with their states, for lists."""
    assert brief.id is not None
    known = set(
        session.exec(
            select(BriefOrganization.organization_id).where(BriefOrganization.brief_id == brief.id)
        )
    )
    basis = made.content.basis
    named = {one.id: one.state for one in (*basis.organizations, *basis.districts)}
    session.add_all(
        BriefOrganization(brief_id=brief.id, organization_id=id_, state=state)
        for id_, state in named.items()
        if id_ not in known
    )
    session.flush()
