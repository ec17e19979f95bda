"""Changes that reviewers suggest, and what those who write the brief answer."""

import re
from dataclasses import dataclass
from html import unescape

from sqlmodel import Session, select

from rpp import clock, db, history, markup
from rpp.briefs.life import LIFE, Action
from rpp.briefs.models import Brief
from rpp.briefs.review.life import REVIEWER, SUGGESTION, Change, Part
from rpp.briefs.review.models import BriefReviewer, BriefSuggestion
from rpp.briefs.review.text import hash_of
from rpp.briefs.texts import Draft
from rpp.errors import DomainError
from rpp.history import only
from rpp.policy import Viewer

# So many suggestions of one reviewer may wait for an answer.
MOST = 40
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a reviewer types: the section, a passage of it, words in its place, and why."""

    section: str
    passage: str = ""
    wording: str = ""
    why: str = ""


def suggest(session: Session, actor: Viewer, brief_id: int, typed: Suggestion) -> BriefSuggestion:
    """Suggest a change of the text in review."""
    brief = db.lock(session, Brief, brief_id)
    LIFE.require(brief, Action.SUGGEST)
    reviewer = session.exec(
        select(BriefReviewer).where(
            BriefReviewer.brief_id == brief_id, BriefReviewer.person_id == actor.id
        )
    ).first()
    if reviewer is None:
        raise DomainError(REVIEWER.step(Part.SUGGEST).refusal)
    REVIEWER.require(reviewer, Part.SUGGEST)
    if not (typed.wording or typed.why):
        raise DomainError("Say what you would change, or the words you would use.", "why")
    if typed.passage and not stands_in(brief.draft, typed.section, typed.passage):
        raise DomainError(
            "These words are not in this section. Copy them from the text as it stands, or leave "
            "this empty.",
            "passage",
        )
    _demand_few(session, reviewer)
    assert reviewer.id is not None
    made = BriefSuggestion(
        brief_id=brief_id,
        reviewer_id=reviewer.id,
        section=typed.section,
        passage=typed.passage,
        wording=typed.wording,
        why=typed.why,
        text_hash=hash_of(brief.draft),
        status_since=clock.now(),
        created_at=clock.now(),
    )
    session.add(made)
    history.record(
        session, made, "suggested", actor.id, detail={"title": brief.title}, private=True
    )
    return made


def _demand_few(session: Session, reviewer: BriefReviewer) -> None:
    mine = select(BriefSuggestion.id).where(
        BriefSuggestion.reviewer_id == reviewer.id, BriefSuggestion.status == "open"
    )
    if len(session.exec(mine).all()) >= MOST:
        raise DomainError(
            f"{MOST} of your suggestions are still open. Return the brief with what matters most."
        )


def text_of(draft: Draft, section: str) -> str:
    """The text of a section as it was typed; of all sections for ""."""
    own = {"title": draft.title, "bottom_line": draft.bottom_line, **draft.parts}
    return own.get(section, "") if section else "\n".join(draft.written)


def stands_in(draft: Draft, section: str, passage: str) -> bool:
    """Whether a passage, copied from the page or from the form, is in a section of the draft."""
    source = text_of(draft, section)
    shown = unescape(_TAG.sub(" ", markup.render(source)))
    return any(_even(passage) in _even(text) for text in (source, shown))


def _even(text: str) -> str:
    """Words with one space between them, quotes of one kind: what is copied is not typed."""
    for curly, plain in (("“", '"'), ("”", '"'), ("’", "'"), ("‘", "'")):
        text = text.replace(curly, plain)
    return re.sub(r"\s+([.,;:!?)])", r"\1", " ".join(text.split())).casefold()


# --- what becomes of it --------------------------------------------------------------------


def answer_suggestion(
    session: Session, actor: Viewer, brief_id: int, suggestion_id: int, *, taken: bool, word: str
) -> BriefSuggestion:
    """Say that a suggestion is taken up, or turn it down with a reason."""
    brief, made = _held(session, brief_id, suggestion_id)
    SUGGESTION.require(made, Change.TAKE_UP if taken else Change.TURN_DOWN)
    if not taken and len(word.strip()) < 3:
        raise DomainError("Say why you do not take it up.", "word")
    made.answer, made.answered_by = word.strip(), actor.id
    reviewer = session.get_one(BriefReviewer, made.reviewer_id)
    to = "taken_up" if taken else "declined"
    history.move(
        session,
        made,
        to,
        to,
        actor.id,
        reason=made.answer,
        detail={"title": brief.title},
        audience=only([reviewer.person_id], ""),
        private=True,
    )
    return made


def take_back(
    session: Session, actor: Viewer, brief_id: int, suggestion_id: int
) -> BriefSuggestion:
    """Take one's own suggestion back."""
    _, made = _held(session, brief_id, suggestion_id)
    SUGGESTION.require(made, Change.TAKE_BACK)
    reviewer = session.get_one(BriefReviewer, made.reviewer_id)
    if reviewer.person_id != actor.id:
        raise DomainError("Only the reviewer who suggested it can take it back.")
    history.move(session, made, "taken_back", "taken_back", actor.id, private=True)
    return made


def _held(session: Session, brief_id: int, suggestion_id: int) -> tuple[Brief, BriefSuggestion]:
    brief = db.lock(session, Brief, brief_id)
    made = db.lock(session, BriefSuggestion, suggestion_id)
    if made.brief_id != brief_id:
        raise DomainError("This suggestion is about another brief.")
    return brief, made
