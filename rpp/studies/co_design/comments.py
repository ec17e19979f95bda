"""Comments on the paragraphs of a study's text: for those who take part, beside the words."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy import Executable, bindparam, case, or_, select
from sqlmodel import Session, col

from rpp import clock, markup
from rpp.db import columns
from rpp.errors import DomainError
from rpp.history import only
from rpp.people.models import Person
from rpp.personal_names import initials
from rpp.policy import Viewer
from rpp.studies.lifecycle.audit import held, record
from rpp.studies.lifecycle.life import LIFE, Action
from rpp.studies.models import PassageComment, SectionRevision, Study, StudySection
from rpp.studies.parts import Member
from rpp.studies.text import passages
from rpp.studies.text import queries as text
from rpp.studies.text.queries import Section

DELETED = "<p>The author deleted this comment.</p>"
# While a study stands here its text is discussed; afterwards the comments are kept to be read.
DISCUSSING = LIFE.step(Action.COMMENT).at


@dataclass(slots=True)
class Remark:
    """A comment as a page shows it, with its answers."""

    id: int
    anchor: int
    quote: str
    # Who wrote it; of one that was deleted only how to answer it, and nothing to show.
    name: str
    author: str
    initials: str
    mark: str
    line: str
    at: datetime
    html: str
    own: bool
    deletes: bool  # whether the viewer may
    gone: str  # how the page marks that it was deleted
    settled: bool
    turn: str  # the button that settles or reopens it
    answers: list["Remark"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layout:
    """A section with its comments where they belong: (number, HTML, comments) by paragraph."""

    section: Section
    blocks: list[tuple[int, str, Sequence[Remark]]]
    # Comments on the whole section, and on paragraphs that were taken out.
    whole: Sequence[Remark]
    lost: list[Remark]
    count: int


def threads(
    session: Session, viewer: Viewer, study_id: int, members: Sequence[Member], key: str = ""
) -> dict[str, list[Remark]]:
    """The comments by section, oldest first: the open ones, or all of the section `key`."""
    asked = {"study": study_id} | ({"key": key} if key else {})
    people = {m.id: m for m in members}
    found: dict[str, list[Remark]] = {}
    first: dict[int, Remark] = {}
    for row in session.execute(_threads(bool(key)), asked):
        id_, section, anchor, quote, parent, author, name, html, at, settled, deleted = row
        member = people.get(author)
        turn = "Settle" if settled is None else "Reopen"
        own, is_settled = author == viewer.id, settled is not None
        if deleted is not None:
            shown = ("", "–", "none", "", at, DELETED, own, False, " comment--gone")
        else:
            mark = member.mark if member else "lea"
            line = member.organization if member else ""
            shown = (name, initials(name), mark, line, at, html, own, own, "")
        remark = first[id_] = Remark(id_, anchor, quote, name, *shown, is_settled, turn)
        if parent is None:
            found.setdefault(section, []).append(remark)
        elif parent in first:
            first[parent].answers.append(remark)
    return found


@cache
def _threads(all_of_section: bool) -> Executable:
    comment, person = columns(PassageComment), columns(Person)
    root = comment.id.table.alias("root")
    statement = (
        select(
            *(comment[n] for n in ("id", "section_key", "anchor")),
            # An answer speaks of what the comment before it quotes.
            case((comment.parent_id.is_(None), comment.quote), else_="").label("quote"),
            comment.parent_id,
            comment.author_id,
            person.name,
            *(comment[n] for n in ("body_html", "at", "resolved_at", "deleted_at")),
        )
        .select_from(
            comment.id.table.join(person.id.table, person.id == comment.author_id).outerjoin(
                root, root.c.id == comment.parent_id
            )
        )
        .where(comment.study_id == bindparam("study"))
        .order_by(comment.id)
    )
    if all_of_section:
        return statement.where(comment.section_key == bindparam("key"))
    return statement.where(comment.resolved_at.is_(None), root.c.resolved_at.is_(None))


def laid_out(section: Section, remarks: Sequence[Remark]) -> Layout:
    """Put the comments of a section under its paragraphs."""
    at: dict[int, list[Remark]] = {}
    for remark in remarks:
        at.setdefault(remark.anchor, []).append(remark)
    blocks: list[tuple[int, str, Sequence[Remark]]] = [
        (number, html, at.pop(number, ())) for number, html in section.blocks
    ]
    whole = at.pop(passages.WHOLE, ())
    lost = [remark for left in at.values() for remark in left]
    return Layout(section, blocks, whole, lost, len(remarks))


@dataclass(frozen=True, slots=True)
class Posted:
    """A comment that is still there, to answer it."""

    id: int
    section_key: str
    quote: str
    body_html: str
    at: datetime
    author_id: int
    author: str


def comment(session: Session, study_id: int, comment_id: int) -> Posted | None:
    """One comment of a study that is still there."""
    comment, person = columns(PassageComment), columns(Person)
    names = ("id", "section_key", "quote", "body_html", "at", "author_id")
    row = session.execute(
        select(*(comment[name] for name in names), person.name)
        .select_from(comment.id.table.join(person.id.table, person.id == comment.author_id))
        .where(comment.study_id == study_id, comment.id == comment_id)
    ).first()
    return Posted(*row) if row else None


# --- verbs ---------------------------------------------------------------------------------


def comment_on(
    session: Session, actor: Viewer, study_id: int, key: str, anchor: int, body: str
) -> PassageComment:
    """Comment on a paragraph by its number, or on the section as a whole (0)."""
    study = _discussed(session, study_id)
    section = text.section(session, study_id, key)
    if section is None:
        raise DomainError("There is no such section.")
    quote = ""
    if anchor != passages.WHOLE:
        said = dict(
            zip([number for number, _ in section.blocks], passages.texts(section.html), strict=True)
        )
        if anchor not in said:
            raise DomainError(
                "This paragraph has since been removed. Comment on another, or on the section."
            )
        quote = passages.quoted(said[anchor])
    made = _add(session, actor, study_id, key, anchor, quote, body)
    _tell(session, study, "passage_commented", actor, made, _writers(session, study_id, key))
    return made


def answer(
    session: Session, actor: Viewer, study_id: int, comment_id: int, body: str
) -> PassageComment:
    """Answer a comment that is open; an answer to an answer stands beside it."""
    study = _discussed(session, study_id)
    first = _first(session, study_id, comment_id)
    if first.resolved_at is not None:
        raise DomainError("This comment is settled. Reopen it to answer it.")
    made = _add(
        session, actor, study_id, first.section_key, first.anchor, first.quote, body, first.id
    )
    spoke = select(col(PassageComment.author_id)).where(
        or_(col(PassageComment.id) == first.id, col(PassageComment.parent_id) == first.id)
    )
    told = _writers(session, study_id, first.section_key)
    told |= set(session.execute(spoke).scalars())
    _tell(session, study, "passage_answered", actor, made, told)
    return made


def settle(
    session: Session, actor: Viewer, study_id: int, comment_id: int, *, writes: bool
) -> PassageComment:
    """Settle a comment: who writes the text does (`writes`), or who made the comment."""
    study = _discussed(session, study_id)
    first = _first(session, study_id, comment_id)
    _may_settle(first, actor, writes)
    if first.resolved_at is None:
        first.resolved_at, first.resolved_by = clock.now(), actor.id
        _tell(session, study, "passage_settled", actor, first, {first.author_id})
    return first


def reopen(
    session: Session, actor: Viewer, study_id: int, comment_id: int, *, writes: bool
) -> PassageComment:
    """Open a settled comment again."""
    study = _discussed(session, study_id)
    first = _first(session, study_id, comment_id)
    _may_settle(first, actor, writes)
    if first.resolved_at is not None:
        first.resolved_at = first.resolved_by = None
        _tell(session, study, "passage_reopened", actor, first, {first.author_id})
    return first


def delete(session: Session, actor: Viewer, study_id: int, comment_id: int) -> PassageComment:
    """Take the words of one's own comment out; its place stays, so that answers make sense."""
    study = _discussed(session, study_id)
    found = session.get(PassageComment, comment_id, populate_existing=True)
    if found is None or found.study_id != study_id:
        raise DomainError("There is no such comment in this study.")
    if found.author_id != actor.id:
        raise DomainError("Only the author of a comment can delete it.")
    if found.deleted_at is None:
        found.body = found.body_html = ""
        found.deleted_at = clock.now()
        _tell(session, study, "passage_deleted", actor, found, set())
    return found


def _discussed(session: Session, study_id: int) -> Study:
    study = held(session, study_id)
    LIFE.require(study, Action.COMMENT)
    return study


def _first(session: Session, study_id: int, comment_id: int) -> PassageComment:
    """The comment, or the one that it answers."""
    found = session.get(PassageComment, comment_id, populate_existing=True)
    if found is None or found.study_id != study_id:
        raise DomainError("There is no such comment in this study.")
    if found.parent_id is None:
        return found
    return session.get_one(PassageComment, found.parent_id, populate_existing=True)


def _may_settle(first: PassageComment, actor: Viewer, writes: bool) -> None:
    if not writes and first.author_id != actor.id:
        raise DomainError("Only authors of the text, or the author of a comment, can settle it.")


def _add(
    session: Session,
    actor: Viewer,
    study_id: int,
    key: str,
    anchor: int,
    quote: str,
    body: str,
    parent_id: int | None = None,
) -> PassageComment:
    assert actor.id is not None
    made = PassageComment(
        study_id=study_id,
        section_key=key,
        anchor=anchor,
        quote=quote,
        parent_id=parent_id,
        author_id=actor.id,
        body=body,
        body_html=markup.render(body),
        markup_version=markup.VERSION,
        at=clock.now(),
    )
    session.add(made)
    session.flush()
    return made


def _writers(session: Session, study_id: int, key: str) -> set[int]:
    """Who owns the section, wrote it, or wrote what stood in it before."""
    section = session.execute(
        select(col(StudySection.id), col(StudySection.owner_id), col(StudySection.edited_by)).where(
            col(StudySection.study_id) == study_id, col(StudySection.key) == key
        )
    ).first()
    if section is None:
        return set()
    before = select(col(SectionRevision.edited_by)).where(
        col(SectionRevision.section_id) == section.id
    )
    people = {section.owner_id, section.edited_by, *session.execute(before).scalars()}
    return {person for person in people if person is not None}


def _tell(
    session: Session,
    study: Study,
    verb: str,
    actor: Viewer,
    about: PassageComment,
    people: set[int],
) -> None:
    """A private line on the study, of which these people hear."""
    key = about.section_key
    # A settled one is not on the study's page.
    away = about.resolved_at is not None
    at = f"/sections/{key}/comments#p{about.id}" if away else f"#p{about.id}"
    record(
        session,
        study,
        verb,
        actor.id,
        detail={"section": key, "comment_id": about.id},
        audience=only(people, at),
        private=True,
    )
