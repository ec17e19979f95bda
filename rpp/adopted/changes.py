"""What changed in the evidence behind briefs since districts said that they use them.

All of it is read of what is recorded anyway: versions, events, ratings, syntheses, records that
came since. A fixed number of statements, however many uses there are.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, or_, select, tuple_
from sqlmodel import Session, col

from rpp import kinds, program_names
from rpp.adopted.queries import Adopted
from rpp.ask import retrieving
from rpp.briefs.models import BRIEFS, READ, VERSIONS
from rpp.evidence.models import RECORDS
from rpp.evidence.outcomes import Outcome
from rpp.evidence.ratings.models import Rating, RatingChallenge
from rpp.evidence.topics import FORMS
from rpp.history import Event
from rpp.layout import several
from rpp.policy import Viewer
from rpp.search.models import DOCUMENTS
from rpp.syntheses import resting

Thing = tuple[str, int]
# Of what came since, the newest are compared.
MOST_NEW = 400
SHOWN_NEAR = 5
_RECORD = re.compile(r"/evidence/(\d{1,9})\b")
# Of which events of a thing the district hears; others are told of elsewhere.
_OF_EVIDENCE = (
    *("tier_changed", "facts_recorded", "facts_corrected", "facts_removed", "facts_imported"),
)
_OF_BRIEF = ("superseded", "withdrawn")
_OF_RATING = ("opened", "decided", "reopened", "withdrawn")
_OF_CHALLENGE = ("challenged", "upheld", "declined")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed: when, what in words, and where to read of it.

    `weaker`: the evidence may carry less than before. `contrary`: something speaks against it.
    `ends`: the brief itself is withdrawn or replaced.
    """

    at: datetime
    words: str
    href: str
    weaker: bool = False
    contrary: bool = False
    ends: bool = False
    # A short name for the line on which changes are drawn.
    label: str = ""


class Behind(NamedTuple):
    """A brief in its newest version, and the things on which it stands."""

    text: str
    things: frozenset[Thing]


def since(session: Session, viewer: Viewer, uses: Sequence[Adopted]) -> dict[int, list[Change]]:
    """What changed behind each use (by its id) since it was said, the oldest first.

    The viewer reads only of what they may know. Twelve statements at most.
    """
    if not uses:
        return {}
    first = min(one.said_at for one in uses)
    behind = _behind(session, uses)
    things = {thing for one in behind.values() for thing in one.things}
    known = kinds.readable(session, viewer, things)
    by_thing = _events(session, known, first)
    for thing, change in (*_ratings(session, known, first), *_syntheses(session, known, first)):
        by_thing[thing].append(change)
    later = _versions(session, uses)
    new = _new(session, viewer, uses, behind, first)
    found: dict[int, list[Change]] = {}
    for one in uses:
        changes = [change for thing in behind[one.brief_id].things for change in by_thing[thing]]
        own = [change for change in changes if change.at > one.said_at]
        own += [change for number, change in later[one.brief_id] if number > one.version]
        own += [change for change in new[one.brief_id] if change.at > one.said_at]
        # One synthesis may bear on several things behind a brief.
        found[one.use_id] = sorted(dict.fromkeys(own), key=lambda change: change.at)
    return found


def _behind(session: Session, uses: Sequence[Adopted]) -> dict[int, Behind]:
    """Each brief with its study, the records that its newest version names, and itself."""
    ids = {one.brief_id for one in uses}
    rows = session.execute(
        select(VERSIONS.c.brief_id, VERSIONS.c.title, VERSIONS.c.content)
        .join(BRIEFS, BRIEFS.c.id == VERSIONS.c.brief_id)
        .where(BRIEFS.c.id.in_(ids), VERSIONS.c.number == BRIEFS.c.current)
    )
    texts = {id_: "\n".join((title, *content.parts.values())) for id_, title, content in rows}
    found = {}
    for one in uses:
        text = texts.get(one.brief_id, one.title)
        things: set[Thing] = {("brief", one.brief_id)}
        things |= {("evidence", int(id_)) for id_ in _RECORD.findall(text)}
        if one.study_id is not None:
            things.add(("study", one.study_id))
        found[one.brief_id] = Behind(text, frozenset(things))
    return found


def _versions(session: Session, uses: Sequence[Adopted]) -> Mapping[int, list[tuple[int, Change]]]:
    """The versions of each brief, with what they corrected."""
    found: dict[int, list[tuple[int, Change]]] = defaultdict(list)
    names = ("brief_id", "number", "correction", "published_at")
    ids = {one.brief_id for one in uses}
    statement = select(*(VERSIONS.c[name] for name in names)).where(VERSIONS.c.brief_id.in_(ids))
    for id_, number, correction, at in session.execute(statement.order_by(VERSIONS.c.number)):
        why = f": {correction}" if correction else "."
        words = f"Version {number} of the brief came out{why}"
        change = Change(at, words, f"/briefs/{id_}/v{number}", label=f"Version {number}")
        found[id_].append((number, change))
    return found


def _events(
    session: Session, things: Collection[Thing], first: datetime
) -> dict[Thing, list[Change]]:
    """What happened to these things after a moment, as far as it bears on their evidence."""
    found: dict[Thing, list[Change]] = defaultdict(list)
    names = ("kind", "subject_id", "verb", "reason", "detail", "at")
    rows = session.execute(
        select(*(col(getattr(Event, name)) for name in names))
        .where(
            tuple_(col(Event.kind), col(Event.subject_id)).in_(sorted(things)),
            col(Event.verb).in_((*_OF_EVIDENCE, *_OF_BRIEF)),
            col(Event.private).is_(False),
            col(Event.at) > first,
        )
        .order_by(col(Event.id))
    )
    for kind, id_, verb, reason, detail, at in rows:
        found[kind, id_].append(_happened(kind, id_, verb, reason, detail, at))
    return found


def _happened(
    kind: str, id_: int, verb: str, reason: str, detail: Mapping[str, object], at: datetime
) -> Change:
    href, of = kinds.href(kind, id_), {"study": "its study", "evidence": "a study it names"}
    about = of.get(kind, "the brief")
    if verb == "superseded":
        words = "A newer brief replaces this one."
        return Change(
            at, words, f"/briefs/{detail.get('newer_id', id_)}", ends=True, label="Replaced"
        )
    if verb == "withdrawn":
        why = f": {reason}" if reason else "."
        return Change(at, f"The brief was withdrawn{why}", href, ends=True, label="Withdrawn")
    if verb == "tier_changed":
        before, after = _tier(detail.get("before")), _tier(detail.get("after"))
        on = f" on {str(detail.get('domain', '')).lower()}" if detail.get("domain") else ""
        words = f"The ESSA tier of {about}{on} is {_said(after)} now. It was {_said(before)}."
        return Change(at, words, href, weaker=after > before, label="Tier changed")
    on = f" on {detail['outcome']}" if detail.get("outcome") else ""
    said = {
        "facts_recorded": f"A finding of {about}{on} was recorded.",
        "facts_corrected": f"A finding of {about}{on} was corrected.",
        "facts_removed": f"A finding of {about}{on} was removed.",
        "facts_imported": f"Findings of {about} were brought in.",
    }
    return Change(at, said[verb], href, label="Finding")


NO_TIER = 5


def _tier(value: object) -> int:
    return value if isinstance(value, int) else NO_TIER


def _said(tier: int) -> str:
    return f"Tier {tier}" if tier < NO_TIER else "none"


def _ratings(
    session: Session, things: Collection[Thing], first: datetime
) -> Iterator[tuple[Thing, Change]]:
    """Ratings of these things that were opened, decided or argued with; one statement."""
    event = Event.__table__  # type: ignore[attr-defined]
    challenge = RatingChallenge.__table__  # type: ignore[attr-defined]
    rating = Rating.__table__  # type: ignore[attr-defined]
    of_rating = and_(event.c.kind == "rating", event.c.subject_id == rating.c.id)
    of_challenge = and_(
        event.c.kind == "rating challenge",
        event.c.subject_id.in_(
            select(challenge.c.id).where(challenge.c.rating_id == rating.c.id).correlate(rating)
        ),
    )
    rows = session.execute(
        select(
            *(rating.c.id, rating.c.subject_kind, rating.c.subject_id),
            *(event.c.kind, event.c.verb, event.c.detail, event.c.at),
        )
        .join_from(rating, event, or_(of_rating, of_challenge))
        .where(
            tuple_(rating.c.subject_kind, rating.c.subject_id).in_(sorted(things)),
            event.c.at > first,
            event.c.private.is_(False),
            event.c.verb.in_((*_OF_RATING, *_OF_CHALLENGE)),
        )
        .order_by(event.c.id)
    )
    for id_, kind, subject_id, of, verb, detail, at in rows:
        said = _RATED.get((of, verb))
        if said is None:
            continue
        words, weaker = said
        if verb == "decided" and of == "rating":
            rated = str(detail.get("rating", ""))
            words = f"{words}: {_STANDARDS.get(rated, 'the facts do not tell')}."
            weaker = rated == "not"
        yield (
            (kind, subject_id),
            Change(at, words, f"/ratings/{id_}", weaker=weaker, label="Rating"),
        )


_STANDARDS = {
    "without": "it meets the standards without reservations",
    "with": "it meets the standards with reservations",
    "not": "it does not meet the standards",
}
_RATED: Mapping[tuple[str, str], tuple[str, bool]] = {
    ("rating", "opened"): ("Reviewers began to rate a study behind it.", False),
    ("rating", "decided"): ("Reviewers decided the rating of a study behind it", False),
    ("rating", "reopened"): ("The rating of a study behind it was reopened.", True),
    ("rating", "withdrawn"): ("The rating of a study behind it was withdrawn.", True),
    ("rating challenge", "challenged"): ("Somebody argued against a rating behind it.", False),
    ("rating challenge", "upheld"): ("An argument against a rating behind it was upheld.", True),
    ("rating challenge", "declined"): (
        "An argument against a rating behind it was declined.",
        False,
    ),
}


def _syntheses(
    session: Session, things: Collection[Thing], first: datetime
) -> Iterator[tuple[Thing, Change]]:
    """Versions of syntheses that include one of these things."""
    for one in resting.changes_since(session, sorted(things), first):
        words = f"The synthesis “{one.title}” changed: {one.change or 'a new version came out.'}"
        yield (
            one.subject,
            Change(
                one.published_at, words, one.href, weaker=one.stands is False, label="Synthesis"
            ),
        )


# --- what came since -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Came:
    """A record or a brief that came since."""

    thing: Thing
    at: datetime
    title: str
    # The ways in which people write the names of what is tried in it.
    spellings: frozenset[str]
    against: int


def _new(
    session: Session,
    viewer: Viewer,
    uses: Sequence[Adopted],
    behind: Mapping[int, Behind],
    first: datetime,
) -> Mapping[int, list[Change]]:
    """What came since on the same program, or near the question of a brief."""
    found: dict[int, list[Change]] = defaultdict(list)
    came = [*_records(session, first), *_briefs(session, first)]
    if not came:
        return found
    # Here: what adopted nothing loads no arrays.
    from rpp.search.closeness import FEWEST, share_of_title, shared_words

    index = retrieving.held(session)
    ids = _documents(session, [one.thing for one in came])
    came = [one for one in came if one.thing in ids]
    documents = [ids[one.thing] for one in came]
    visible = index.visible(viewer.readable_networks)
    titles = {one.brief_id: one.title for one in uses}
    for brief_id, title in titles.items():
        text = behind[brief_id].text
        small = f" {program_names.key(text)} "
        near = share_of_title(index, visible, title, documents)
        for one, document_id in zip(came, documents, strict=True):
            if one.thing in behind[brief_id].things:
                continue
            if any(_names(text, small, spelling) for spelling in one.spellings):
                found[brief_id].append(_arrived(one, "on the same program"))
            elif near[document_id] >= 1 and len(shared_words(title, one.title)) >= FEWEST:
                found[brief_id].append(_arrived(one, "near its question"))
    return {id_: some[:SHOWN_NEAR] for id_, some in found.items()} | {
        id_: [] for id_ in titles if id_ not in found
    }


def _names(text: str, small: str, spelling: str) -> bool:
    """Whether a text names a program; one everyday word only where it is written as a name."""
    key = program_names.key(spelling)
    if " " in key:
        return f" {key} " in small
    return not spelling.islower() and bool(re.search(rf"\b{re.escape(spelling)}\b", text))


def _arrived(one: _Came, why: str) -> Change:
    kind, id_ = one.thing
    what = "A reviewed study" if kind == "evidence" else "A brief"
    words = f"{what} {why} came in: “{one.title}”."
    if one.against:
        speak = several(one.against, "significant finding speaks", "significant findings speak")
        words += f" {speak} against what was tried."
    href = kinds.href(kind, id_)
    return Change(one.at, words, href, contrary=bool(one.against), label="New evidence")


def _records(session: Session, first: datetime) -> Iterator[_Came]:
    rows = session.execute(
        select(
            *(RECORDS.c.id, RECORDS.c.form, RECORDS.c.title, RECORDS.c.interventions),
            *(RECORDS.c.outcomes, RECORDS.c.imported_at),
        )
        .where(RECORDS.c.form.in_(FORMS), RECORDS.c.imported_at > first)
        .order_by(RECORDS.c.id.desc())
        .limit(MOST_NEW)
    )
    for id_, form, title, interventions, outcomes, at in rows:
        programs = [title] if form == "intervention" else interventions
        spellings = frozenset[str]().union(*map(program_names.spellings, programs))
        yield _Came(("evidence", id_), at, title, spellings, _against(outcomes))


def _against(outcomes: Sequence[Outcome]) -> int:
    return sum(one.against for one in outcomes)


def _briefs(session: Session, first: datetime) -> Iterator[_Came]:
    rows = session.execute(
        select(BRIEFS.c.id, BRIEFS.c.title, BRIEFS.c.published_at)
        .where(BRIEFS.c.status.in_(READ), BRIEFS.c.published_at > first)
        .order_by(BRIEFS.c.id.desc())
        .limit(MOST_NEW)
    )
    for id_, title, at in rows:
        yield _Came(("brief", id_), at, title, frozenset(), 0)


def _documents(session: Session, things: Sequence[Thing]) -> dict[Thing, int]:
    """The documents of the index that hold these things, as far as anyone may find them."""
    rows = session.execute(
        select(DOCUMENTS.c.kind, DOCUMENTS.c.subject_id, DOCUMENTS.c.id).where(
            tuple_(DOCUMENTS.c.kind, DOCUMENTS.c.subject_id).in_(sorted(things)),
            ~DOCUMENTS.c.gone,
            DOCUMENTS.c.network_id.is_(None),
        )
    )
    return {(kind, subject_id): id_ for kind, subject_id, id_ in rows}
