"""What the pages of those who judge, settle, argue and answer show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.ratings import by_rules
from rpp.evidence.ratings.by_rules import Asked
from rpp.evidence.ratings.forms import field_name
from rpp.evidence.ratings.judgments import Judgment, Key
from rpp.evidence.ratings.pages import Difference, Said, differing, page_words
from rpp.evidence.ratings.queries import Challenge, Decision, Shown
from rpp.evidence.ratings.recorded import Domain, by_domain
from rpp.layout import Link

VERDICTS = {"met": "Met", "not met": "Not met", "unknown": "Not known"}


@dataclass(frozen=True, slots=True)
class TakePage:
    """The question whether one takes a place."""

    title: str
    href: str
    crumbs: list[Link]
    lead: str
    # The author whose name the viewer's is like; "" for none.
    namesake: str
    declines: bool


def take_page(shown: Shown, namesake: str) -> TakePage:
    """The page on which somebody takes a place."""
    settles = shown.status == "adjudication"
    lead = (
        "Two reviewers judged this study and differ on some criteria. You see what both judged, "
        "and decide each of these with a reason."
        if settles
        else "You judge each criterion with a passage of the study and its page. Another reviewer "
        "does the same; neither sees what the other judges before both have sent."
    )
    return TakePage(
        shown.title,
        shown.href,
        _crumbs(shown),
        lead,
        namesake,
        shown.own is not None and shown.own.status == "asked",
    )


def _crumbs(shown: Shown) -> list[Link]:
    return [Link("Ratings", "/ratings"), Link(shown.title, shown.href)]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with the names of its fields and what the recorded facts alone say."""

    title: str
    help: str
    source: str
    computed: str
    answer: str
    passage: str
    page: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """The questions on the study as a whole, or on one outcome domain, with its findings."""

    title: str
    domain: Domain | None
    questions: list[Question]


@dataclass(frozen=True, slots=True)
class JudgePage:
    """All questions of a rating beside what is recorded."""

    title: str
    href: str
    subject_href: str
    crumbs: list[Link]
    parts: list[Part]
    nothing: bool


def judge_page(
    shown: Shown, questions: Sequence[Asked], contrasts: Sequence[Contrast], href: str
) -> JudgePage:
    """The page on which a reviewer judges; `href` is that of what is rated."""
    recorded = by_domain(contrasts)
    parts: dict[tuple[str, str], Part] = {}
    for at, one in enumerate(questions):
        scope = one.criterion.scope
        part = parts.setdefault(
            (scope, one.domain),
            Part(_part_title(scope, one.domain), recorded.get(one.domain), [])
            if scope == "domain"
            else Part(_part_title(scope, ""), None, []),
        )
        part.questions.append(_question(at, one))
    return JudgePage(
        shown.title,
        shown.href,
        href,
        _crumbs(shown),
        list(parts.values()),
        not contrasts,
    )


def _part_title(scope: str, domain: str) -> str:
    return "The study" if scope == "study" else domain or "Outcomes without a domain"


def _question(at: int, one: Asked) -> Question:
    computed = "No recorded fact answers it."
    if one.computed:
        computed = f"{VERDICTS[one.computed.verdict]}: {one.computed.words}"
    return Question(
        one.criterion.title,
        one.criterion.help,
        one.criterion.source,
        computed,
        *(field_name(at, part) for part in ("answer", "passage", "page", "note")),
    )


@dataclass(frozen=True, slots=True)
class Open:
    """A difference to settle: what both said, and the names of the fields."""

    title: str
    first: Said
    second: Said
    answer: str
    note: str


@dataclass(frozen=True, slots=True)
class SettlePage:
    """The differences of a rating, and what is recorded."""

    title: str
    href: str
    crumbs: list[Link]
    opens: list[Open]
    domains: list[Domain]


def settle_page(
    shown: Shown,
    questions: Sequence[Asked],
    contrasts: Sequence[Contrast],
    first: Mapping[Key, Judgment],
    second: Mapping[Key, Judgment],
) -> SettlePage:
    """The page on which a third reviewer settles what two see differently."""
    found: list[Difference] = differing(shown.rule_set, first, second)
    return SettlePage(
        shown.title,
        shown.href,
        _crumbs(shown),
        [
            Open(one.title, one.first, one.second, field_name(at, "answer"), field_name(at, "note"))
            for at, one in enumerate(found[: len(questions)])
        ],
        list(by_domain(contrasts).values()),
    )


@dataclass(frozen=True, slots=True)
class ArguePage:
    """The page on which somebody argues against a decision."""

    title: str
    href: str
    crumbs: list[Link]


def challenge_page(shown: Shown) -> ArguePage:
    """The page on which anyone argues."""
    return ArguePage(shown.title, shown.href, _crumbs(shown))


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """A challenge, and the decision that it argues against."""

    title: str
    href: str
    crumbs: list[Link]
    author: str
    against: str
    decided: str
    reason: str
    passage: str
    page: str
    argument: str


def answer_page(shown: Shown, made: Challenge, decision: Decision | None) -> AnswerPage:
    """The page on which a reviewer answers a challenge."""
    key = made.criterion, made.domain
    answers = {(one.criterion, one.domain): one for one in decision.answers} if decision else {}
    decided = answers.get(key)
    return AnswerPage(
        shown.title,
        shown.href,
        _crumbs(shown),
        made.author,
        by_rules.criterion_words(shown.rule_set, *key),
        by_rules.answer_words(shown.rule_set, key[0], decided.answer) if decided else "",
        decided.reason if decided else "",
        made.passage,
        page_words(made.page),
        made.argument,
    )
