"""The pages of a review, ready to be laid out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp import dates, policy
from rpp.briefs.comparing import differences
from rpp.briefs.life import LIFE, Action
from rpp.briefs.pages.versions import Changed
from rpp.briefs.queries import Seen
from rpp.briefs.review.checklist import ANSWERS, POINTS, Point
from rpp.briefs.review.deciding import may_soon, why_not
from rpp.briefs.review.models import STANDING
from rpp.briefs.review.printed import WAYS
from rpp.briefs.review.queries import InReview, Invited, Part, Suggested
from rpp.briefs.review.standing import ENOUGH, Reviewing, Standing, Verdict
from rpp.briefs.sheet import Sheet
from rpp.briefs.texts import Draft
from rpp.layout import Box, Link, State
from rpp.personal_names import initials
from rpp.policy import Viewer
from rpp.studies.text import diff

STATES = {
    "asked": ("waiting", "Asked"),
    "accepted": ("underway", "Reviews it"),
    "declined": ("ended", "Declined"),
    "released": ("ended", "Replaced"),
}
ANSWERED = {
    "open": ("underway", "Open"),
    "taken_up": ("done", "Taken up"),
    "declined": ("ended", "Turned down"),
    "taken_back": ("ended", "Taken back"),
}


def crumbs_of(seen: Seen) -> list[Link]:
    """Where one is on a page of a brief's review."""
    return [Link(f"Brief {seen.id}", seen.href), Link("Review", f"{seen.href}/review")]


def sections(sheet: Sheet) -> dict[str, str]:
    """What one can suggest a change of, by key."""
    question = {"question": "The question"} if sheet.question else {}
    parts = {part.key: part.title for part in sheet.parts}
    return {"title": "Title", **question, "bottom_line": sheet.answer, **parts}


# --- how far it has come -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """A reviewer as the page shows them; `release` is where they are replaced, or ""."""

    name: str
    organization: str
    mark: str
    initials: str
    state: State
    practitioner: bool
    conflict: str
    release: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a reviewer decided; `points` are those with a note, or that are not met."""

    who: str
    state: State
    comment: str
    points: list[tuple[str, str, str]]
    earlier: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A suggested change; `answer_at` and `back_at` are where the viewer may act, or ""."""

    id: int
    who: str
    where: str
    passage: str
    wording: str
    why: str
    state: State
    answer: str
    answer_at: str
    back_at: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """How far the review of a brief has come."""

    href: str
    title: str
    window: str
    crumbs: list[Link]
    box: Box
    people: list[Person]
    may_ask: bool
    said: list[Said]
    # Whether decisions of others are kept from a reviewer who has not decided yet.
    hidden: bool
    suggestions: list[Proposed]
    suggest_at: str


def review_page(
    found: InReview,
    viewer: Viewer,
    stands: Standing,
    sheet: Sheet,
    suggested: Sequence[Suggested],
    texts: Mapping[int, Draft],
) -> ReviewPage:
    """The page of a review, for whoever of its people looks at it."""
    seen = found.seen
    people = {one.id: one for one in stands.reviewers}
    reviews = policy.may(viewer, "brief.review", found)
    hidden = reviews and seen.status == "in_review" and not _decided(found, stands)
    names = policy.may(viewer, "brief.name_reviewers", found)
    shown = [
        verdict
        for verdict in stands.verdicts
        if not hidden or people[verdict.reviewer_id].person_id == viewer.id
    ]
    return ReviewPage(
        href=seen.href,
        title=seen.title,
        window=f"Review: {seen.title}",
        crumbs=[Link(f"Brief {seen.id}", seen.href)],
        box=_box(found, viewer, stands),
        people=[person(one, seen, stands, names=names) for one in stands.reviewers],
        may_ask=names and LIFE.allows(seen, Action.NAME_REVIEWER) and len(stands.standing) < ENOUGH,
        said=[said_of(people[one.reviewer_id], one, stands, seen) for one in reversed(shown)],
        hidden=hidden and len(shown) < len(stands.verdicts),
        suggestions=[_proposed(one, found, viewer, sheet) for one in suggested],
        suggest_at=f"{seen.href}/review/suggest"
        if reviews and LIFE.allows(seen, Action.SUGGEST)
        else "",
    )


def _decided(found: InReview, stands: Standing) -> bool:
    """Whether the viewer decided on the text of now."""
    own = next((one for one in stands.reviewers if found.part and one.id == found.part.id), None)
    return own is not None and stands.of_now(own) is not None


def _box(found: InReview, viewer: Viewer, stands: Standing) -> Box:
    seen = found.seen
    given = f"{len(stands.approvals)} of {ENOUGH} approvals"
    if seen.is_out:
        return Box("done", "Published", text="The review of this brief is over.")
    if seen.status != "in_review":
        return Box("draft", "Draft", _returned(stands), _DRAFT, Link("Read the draft", seen.href))
    text, button = why_not(stands, seen.zone or dates.site_zone()), None
    if stands.way:
        text = WAYS[stands.way]
    if policy.may(viewer, "brief.review", found) and not _decided(found, stands):
        button = Link("Read and decide", f"{seen.href}/review/decide")
    elif policy.may(viewer, "brief.publish", seen) and stands.way:
        button = Link("Check and publish", f"{seen.href}/publish")
    elif stands.voided:
        names = " and ".join(one.name for one in stands.voided)
        text = (
            f"The text changed after {names} approved it, so that approval does not count. {text}"
        )
    if may_soon(stands):
        text = (
            f"{text} It was returned once. Returned again, it may be published with the "
            "reviewers’ comments."
        )
    return Box("underway", "In review", given, text, button, [Link("Read the draft", seen.href)])


_DRAFT = "Those who write it change the text, and send it to review again."


def _returned(stands: Standing) -> str:
    times = len(stands.returns)
    return "" if not times else "returned once" if times == 1 else f"returned {times} times"


def person(one: Reviewing, seen: Seen, stands: Standing, *, names: bool) -> Person:
    sign, label = STATES[one.status]
    last = stands.of_now(one)
    if one.status == "accepted" and last:
        sign, label = ("done", "Approved") if last.approved else ("disagrees", "Returned it")
    day = dates.short_day_in(one.status_since, seen.zone or dates.site_zone())
    since = f"since {day}" if one.status in STANDING and not last else ""
    release = f"{seen.href}/reviewers/{one.id}/release"
    return Person(
        one.name,
        one.organization,
        one.mark,
        initials(one.name),
        State(sign, label, since),
        one.practitioner,
        one.conflict,
        release if names and one.is_standing and not seen.is_out else "",
    )


def said_of(one: Reviewing, verdict: Verdict, stands: Standing, seen: Seen) -> Said:
    sign, label = ("done", "Approved") if verdict.approved else ("disagrees", "Returned")
    day = dates.day_in(verdict.decided_at, seen.zone or dates.site_zone())
    return Said(
        one.full_name,
        State(sign, label, day),
        verdict.comment,
        list(_points(verdict)),
        verdict.text_hash != stands.text_hash,
    )


def _points(verdict: Verdict) -> Iterator[tuple[str, str, str]]:
    for key, answer in verdict.answers.items():
        if key in POINTS and (answer.note or answer.choice != "yes"):
            yield POINTS[key].title, ANSWERS.get(answer.choice, ""), answer.note


def _proposed(one: Suggested, found: InReview, viewer: Viewer, sheet: Sheet) -> Proposed:
    seen = found.seen
    at = f"{seen.href}/suggestions/{one.id}"
    writes = one.is_open and policy.may(viewer, "brief.write", seen)
    own = one.is_open and one.person_id == found.reviewer_id
    sign, label = ANSWERED[one.status]
    return Proposed(
        one.id,
        f"{one.reviewer}, {one.organization}",
        sections(sheet).get(one.section, "The brief as a whole"),
        one.passage,
        one.wording,
        one.why,
        State(sign, label, f"by {one.answered_by}" if one.answered_by else ""),
        one.answer,
        at if writes else "",
        f"{at}/take-back" if own else "",
    )


def said(one: Suggested) -> str:
    """A suggestion in one passage, as the page that answers it quotes it."""
    passage = f"“{one.passage}” " if one.passage else ""
    wording = f"→ “{one.wording}” " if one.wording else ""
    return f"{passage}{wording}{one.why}".strip()


# --- being asked, and deciding -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The question whether one reviews a brief."""

    href: str
    title: str
    window: str
    lead: str
    may_accept: bool
    points: list[Point]


def answer_page(found: Invited) -> AnswerPage:
    """The page on which someone takes a review on."""
    return AnswerPage(
        f"/briefs/{found.brief_id}/review",
        found.title,
        f"Review: {found.title}",
        f"{found.asked_by} asks you to review this brief for {found.organization} before it is "
        "published.",
        found.part.status == "asked",
        list(POINTS.values()),
    )


class Asked(NamedTuple):
    """A point of the checklist, with the names of its fields."""

    key: str
    note: str
    help: str


@dataclass(frozen=True, slots=True)
class DecidePage:
    """The text beside the checklist."""

    href: str
    window: str
    crumbs: list[Link]
    sheet: Sheet
    points: list[Asked]
    changes: list[Changed]
    note: str


def decide_page(
    seen: Seen, part: Part | None, sheet: Sheet, stands: Standing, texts: Mapping[int, Draft]
) -> DecidePage:
    """The page on which a reviewer decides; what changed since they last did is shown."""
    before = texts.get(part.id) if part else None
    last = stands.newest(part.id) if part else None
    changed = before and last and last.text_hash != stands.text_hash
    return DecidePage(
        seen.href,
        f"Review: {seen.title}",
        crumbs_of(seen),
        sheet,
        [Asked(key, f"{key}_note", point.help) for key, point in POINTS.items()],
        _changes(before, seen.draft, sheet) if before and changed else [],
        "" if seen.status == "in_review" else LIFE.now[seen.status],
    )


def _changes(before: Draft, after: Draft, sheet: Sheet) -> list[Changed]:
    names = {id_: one.name for id_, one in zip(after.authors, sheet.authors, strict=False)}
    return [
        Changed(one.label, diff.words(one.before, one.after))
        for one in differences(before, after, names)
    ]
