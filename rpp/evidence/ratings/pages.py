"""What the pages of ratings show, ready to be laid out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rpp import agreement, dates, policy
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.ratings import by_rules, judgments
from rpp.evidence.ratings.deciding import SETTLED_BY, differences
from rpp.evidence.ratings.facts import hash_of
from rpp.evidence.ratings.judgments import Judgment, Key
from rpp.evidence.ratings.life import CHALLENGE, LIFE, PLACE, Action, Argue, Part
from rpp.evidence.ratings.queries import Challenge, Decision, Place, Sent, Shown
from rpp.evidence.ratings.words import CHALLENGES, RATINGS, SHORT, STATES
from rpp.history import AuditEvent
from rpp.layout import Box, Happened, Link, State
from rpp.policy import Viewer
from rpp.verbs import of as verbs_of

LETTERS = {"A": "Reviewer A", "B": "Reviewer B", "C": "The third reviewer"}
PLACES = {
    "asked": State("waiting", "Asked"),
    "accepted": State("underway", "Judges"),
    "sent": State("done", "Has sent"),
    "declined": State("ended", "Gave it back"),
    "released": State("ended", "Released"),
    "set_aside": State("disagrees", "Set aside"),
}


@dataclass(frozen=True, slots=True)
class Tier:
    """An ESSA tier in one outcome domain, as the sign of tiers shows it."""

    code: str
    domain: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a review came to."""

    title: str
    rating: str
    tiers: list[Tier]
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Said:
    """One judgment, as it is printed."""

    answer: str
    passage: str
    page: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion: what both judged, and what was decided."""

    title: str
    question: str
    source: str
    first: Said
    second: Said
    decided: str
    reason: str

    @property
    def differs(self) -> bool:
        return self.first.answer != self.second.answer


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far both agree: in words, and the table (the first's answers by row)."""

    words: str
    note: str
    heads: list[str]
    rows: list[tuple[str, list[int]]]


@dataclass(frozen=True, slots=True)
class Review:
    """One review of a rating: the result, who judged, how far they agreed, and each criterion."""

    number: int
    result: Result | None
    agreement: Agreement
    differing: list[Row]
    agreed: list[Row]
    anchor: str


@dataclass(frozen=True, slots=True)
class Judge:
    """Somebody with a place, as far as the viewer may know; addresses of what they may do."""

    id: int
    name: str
    letter: str
    state: State
    interests: str
    reason: str
    release: str = ""
    remind: str = ""
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class Argued:
    """A challenge, as it is printed."""

    id: int
    author: str
    on: str
    against: str
    passage: str
    page: str
    argument: str
    state: State
    answer: str
    answered: str
    answer_at: str = ""
    take_back_at: str = ""


@dataclass(frozen=True, slots=True)
class ShowPage:
    """A rating, as its page shows it to the viewer."""

    id: int
    title: str
    window: str
    crumbs: list[Link]
    box: Box
    notes: list[str]
    reviews: list[Review]
    judges: list[Judge]
    challenges: list[Argued]
    history: list[Happened]
    acts: list[Link] = field(default_factory=list)
    challenge_at: str = ""
    files: list[Link] = field(default_factory=list)
    # Where a rating that was asked for is opened, for those who may.
    open_at: str = ""


def name_of(place: Place, viewer: Viewer) -> str:
    """How somebody with a place is called: by name where they chose it, to themselves as you."""
    if place.person_id == viewer.id:
        return f"You ({LETTERS[place.place]})"
    return place.name if place.may_name else LETTERS[place.place]


def show_page(
    shown: Shown,
    viewer: Viewer,
    *,
    href: str,
    contrasts: Sequence[Contrast],
    places: Sequence[Place],
    sent: Sequence[Sent],
    decisions: Sequence[Decision],
    challenges: Sequence[Challenge],
    events: Sequence[AuditEvent],
) -> ShowPage:
    """The page of a rating; `href` is that of what it is of."""
    numbers = sorted({one.number for one in sent}, reverse=True)
    by_number = {one.number: one for one in decisions}
    reviews = [
        _review(shown, number, by_number.get(number), [one for one in sent if one.number == number])
        for number in numbers
    ]
    return ShowPage(
        shown.id,
        shown.title,
        f"Rating: {shown.title}",
        [Link("Ratings", "/ratings"), Link(shown.title, href)],
        _box(shown, viewer, decisions),
        list(_notes(shown, contrasts, decisions, challenges)),
        reviews,
        list(_judges(shown, viewer, places)),
        [_argued(one, shown, viewer) for one in challenges],
        [_happened(one) for one in events],
        list(_acts(shown, viewer)),
        f"{shown.href}/challenge" if LIFE.allows(shown, Action.CHALLENGE) else "",
        _files(shown) if decisions else [],
        f"{shown.href}/open" if LIFE.may_now(viewer, shown, Action.OPEN) else "",
    )


def _files(shown: Shown) -> list[Link]:
    return [Link("As a table (CSV)", f"{shown.href}.csv"), Link("As JSON", f"{shown.href}.json")]


def _box(shown: Shown, viewer: Viewer, decisions: Sequence[Decision]) -> Box:
    sign, label, _ = STATES[shown.status]
    since = f"since {dates.day(dates.date_in(shown.status_since, dates.site_zone()))}"
    text = LIFE.now[shown.status]
    if decisions and shown.status not in ("decided", "withdrawn"):
        text = f"It was decided before and is reviewed again. {text}"
    return Box(sign, label, since, text, _next_step(shown, viewer))


def _next_step(shown: Shown, viewer: Viewer) -> Link | None:
    """The one thing that the viewer is waited for."""
    own = shown.own
    if own and own.status == "asked":
        return Link("Say whether you rate it", f"{shown.href}/answer")
    if own and own.status == "accepted":
        if own.place == "C":
            return Link("Settle the differences", f"{shown.href}/settle")
        return Link("Go on judging", f"{shown.href}/judge")
    waits = shown.status in ("open", "adjudication")
    if own is None and waits and policy.may(viewer, "rating.take", shown):
        return Link("Take a place", f"{shown.href}/take")
    if LIFE.allows(shown, Action.CHALLENGE):
        return Link("Argue against it", f"{shown.href}/challenge")
    return None


def _notes(
    shown: Shown,
    contrasts: Sequence[Contrast],
    decisions: Sequence[Decision],
    challenges: Sequence[Challenge],
) -> Iterator[str]:
    if decisions and shown.status not in ("decided", "withdrawn"):
        yield "It is under review again. What is below was decided before: it is the former result."
    if decisions and decisions[0].facts_hash != hash_of(contrasts):
        yield (
            "The recorded facts changed after this was decided. The decision is about the facts "
            "as they were; it can be challenged because of it."
        )
    waiting = [one for one in challenges if one.status == "open"]
    if waiting and shown.status == "decided":
        yield "It is challenged, and the answer is not given yet. See below."


def _review(shown: Shown, number: int, decision: Decision | None, sent: Sequence[Sent]) -> Review:
    by_place = {one.place: judgments.read(one.judgments) for one in sent}
    first, second = by_place.get("A", {}), by_place.get("B", {})
    rows = list(_rows(shown.rule_set, first, second, decision))
    return Review(
        number,
        _result(shown, decision) if decision else None,
        agreement_of(shown.rule_set, first, second),
        [one for one in rows if one.differs],
        [one for one in rows if not one.differs],
        f"review-{number}",
    )


def _result(shown: Shown, decision: Decision) -> Result:
    is_now = decision.number == shown.number and shown.status == "decided"
    by = by_rules.rule_set(decision.rule_set)
    facts = [
        ("Decided", dates.day_in(decision.decided_at, dates.site_zone())),
        ("By", f"{by.source} ({by.code})"),
        ("Facts (SHA-256)", decision.facts_hash),
    ]
    return Result(
        "What was decided" if is_now else f"What review {decision.number} came to (former result)",
        RATINGS.get(decision.rating, decision.rating),
        [Tier(str(one.tier or ""), one.domain or "The study") for one in decision.tiers],
        facts,
    )


def agreement_of(
    code: str, first: Mapping[Key, Judgment], second: Mapping[Key, Judgment]
) -> Agreement:
    """How far both agree, over all they both judged; answers are told apart by their codes."""
    keys = [key for key in first if key in second]
    found = agreement.of((first[key].answer, second[key].answer) for key in keys)
    only = len(set(first) ^ set(second))
    note = f"{only} that one of them was not asked is left out." if only else ""
    heads = [_code_words(one) for one in found.answers]
    return Agreement(
        found.words,
        note,
        heads,
        [(head, list(row)) for head, row in zip(heads, found.table, strict=True)],
    )


def _code_words(answer: str) -> str:
    return SHORT.get(answer, answer.capitalize())


def _rows(
    code: str,
    first: Mapping[Key, Judgment],
    second: Mapping[Key, Judgment],
    decision: Decision | None,
) -> Iterator[Row]:
    answers = {(one.criterion, one.domain): one for one in decision.answers} if decision else {}
    for key in by_rules.ordered(code, [*first, *second]):
        criterion, decided = by_rules.criterion(code, key[0]), answers.get(key)
        yield Row(
            by_rules.criterion_words(code, *key),
            criterion.question if criterion else "",
            criterion.source if criterion else "",
            _said(code, key, first.get(key)),
            _said(code, key, second.get(key)),
            by_rules.answer_words(code, key[0], decided.answer) if decided else "",
            decided.reason if decided and decided.by == SETTLED_BY else "",
        )


def _said(code: str, key: Key, judgment: Judgment | None) -> Said:
    one = judgment or Judgment()
    answer = by_rules.answer_words(code, key[0], one.answer)
    return Said(answer, one.passage, page_words(one.page), one.note)


def page_words(page: str) -> str:
    """Where a passage stands: "Page 14"; the name of a section stays as it is."""
    return f"Page {page}" if page[:1].isdigit() else page


# --- who ------------------------------------------------------------------------------------


def _judges(shown: Shown, viewer: Viewer, places: Sequence[Place]) -> Iterator[Judge]:
    manages = policy.may(viewer, "rating.manage", shown)
    for one in places:
        at = f"{shown.href}/places/{one.id}"
        mine = manages and one.number == shown.number
        sign, label, _ = PLACES[one.status]
        moment = one.sent_at or one.status_since
        state = State(sign, label, dates.day_in(moment, dates.site_zone()))
        # To those who run it, people are known by their names: they must be able to ask them.
        name = one.name if manages else name_of(one, viewer)
        again = f"review {one.number}" if shown.number > 1 else ""
        aside = mine and PLACE.allows(one, Part.SET_ASIDE) and LIFE.allows(shown, Action.SET_ASIDE)
        yield Judge(
            one.id,
            name,
            ", ".join(
                filter(None, (LETTERS[one.place] if name != LETTERS[one.place] else "", again))
            ),
            state,
            one.interests,
            one.reason,
            f"{at}/release" if mine and PLACE.allows(one, Part.RELEASE) else "",
            f"{at}/remind" if mine and PLACE.allows(one, Part.REMIND) else "",
            f"{at}/set-aside" if aside else "",
        )


def _acts(shown: Shown, viewer: Viewer) -> Iterator[Link]:
    """What those who run it, or have a place in it, can do besides the next step."""
    if shown.own and shown.own.status in ("asked", "accepted"):
        yield Link("Give the place back", f"{shown.href}/give-back")
    if not policy.may(viewer, "rating.manage", shown):
        return
    if LIFE.allows(shown, Action.ASK):
        yield Link("Ask a reviewer", f"{shown.href}/ask")
    if LIFE.allows(shown, Action.WITHDRAW):
        yield Link("Withdraw the rating", f"{shown.href}/withdraw")


def _argued(one: Challenge, shown: Shown, viewer: Viewer) -> Argued:
    at = f"/ratings/challenges/{one.id}"
    answers = CHALLENGE.allows(one, Argue.UPHOLD) and policy.may(
        viewer, "rating.answer_challenge", one
    )
    own = one.author_id == viewer.id and CHALLENGE.allows(one, Argue.TAKE_BACK)
    zone = dates.site_zone()
    answered = f"{one.answered_by}, {dates.day_in(one.status_since, zone)}" if one.answer else ""
    return Argued(
        one.id,
        one.author,
        dates.day_in(one.created_at, zone),
        by_rules.criterion_words(shown.rule_set, one.criterion, one.domain),
        one.passage,
        page_words(one.page),
        one.argument,
        CHALLENGES[one.status],
        one.answer,
        answered,
        f"{at}/answer" if answers else "",
        f"{at}/take-back" if own else "",
    )


def _happened(event: AuditEvent) -> Happened:
    what = verbs_of("rating").sentence(event.verb, event.detail)
    who = event.who or {"begun": "A reviewer", "freed": "A reviewer"}.get(event.verb, "Reviewers")
    return Happened(dates.day_in(event.at, dates.site_zone()), who, what, event.reason)


# --- settling -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that both answered differently, with what each said."""

    title: str
    first: Said
    second: Said


def differing(
    code: str, first: Mapping[Key, Judgment], second: Mapping[Key, Judgment]
) -> list[Difference]:
    """The differences, each with what both said, in the order in which they are settled."""
    return [
        Difference(
            by_rules.criterion_words(code, *key),
            _said(code, key, first.get(key)),
            _said(code, key, second.get(key)),
        )
        for key in by_rules.ordered(code, differences(first, second))
    ]
