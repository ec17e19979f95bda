"""What the page of an answer says, ready to be laid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from rpp import dates
from rpp.ask.answer import STANCES, Answer, Quote
from rpp.ask.feedback import tokens
from rpp.ask.feedback.forms import FeedbackForm
from rpp.ask.summary import consent
from rpp.ask.summary.endpoint import Endpoint
from rpp.layout import Fact, Link, in_words, several
from rpp.policy import Viewer, may
from rpp.privacy import Suspicion

LONGEST = 500
# What can be asked, with an answer in the reviewed studies that stand here from the start.
EXAMPLES = (
    "Does Reading Recovery work for struggling first graders?",
    "Does dual language immersion help English learners read?",
    "Which math programs have tier 1 evidence in middle school?",
)


# What is said beside "No tier" of a record: it was rated elsewhere.
UNTIERED = "from its source"


class Row(NamedTuple):
    """A quoted sentence, its source, and what is known of that source in a line.

    A tier of None is not spoken of: what only hurts has none.
    """

    number: int
    text: str
    title: str
    href: str
    place: str
    tier: str | None
    facts: list[str]
    tier_words: str = ""


class Rows(NamedTuple):
    """Quotes that say alike; without a heading where all do. `differs`: from most of the others."""

    heading: str
    differs: bool
    rows: list[Row]


class Said(NamedTuple):
    """A source in the table of those that disagree."""

    source: str
    says: str
    design: str
    setting: str
    sample: str


class Summary(NamedTuple):
    """What the page offers of the operator's model: a summary, or the question whether one may."""

    host: str
    model: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class AskPage:
    """The page of one question; without an answer it only asks."""

    question: str
    viewer: Viewer
    answer: Answer | None = None
    error: str = ""
    suspicion: Suspicion | None = None
    model: Endpoint | None = None

    @property
    def window(self) -> str:
        if not self.question:
            return "Ask the evidence"
        return f"{self.headline}: {_short(self.question)}" if self.answer else "Ask the evidence"

    @property
    def warning(self) -> str:
        """What a question is warned about that seems to hold a student's data."""
        if self.suspicion is None:
            return ""
        return (
            f"“{self.suspicion.passage}” looks like {self.suspicion.looks_like}. We did not keep "
            "your question and sent it to no one. Remove that part, then ask again."
        )

    @property
    def headline(self) -> str:
        answer = self.answer
        if answer is None:
            return ""
        if answer.declined:
            return "The repository has no evidence on this"
        number = len(answer.quotes)
        verb = "sentence answers" if number == 1 else "sentences answer"
        return f"{in_words(number)} {verb} this{_agreement(answer)}"

    @property
    def sources(self) -> str:
        """From how many sources the quotes are."""
        quotes = self.answer.quotes if self.answer else ()
        number = len({(one.kind, one.subject_id) for one in quotes})
        return (
            f"Quoted word for word from {several(number, 'source')}. We add no sentence of our own."
        )

    @property
    def groups(self) -> list[Rows]:
        if self.answer is None:
            return []
        parted = disagrees(self.answer)
        numbered = {id(one): at for at, one in enumerate(in_order(self.answer), 1)}
        most = max(len(group.quotes) for group in self.answer.groups) if parted else 0
        return [
            Rows(
                group.words if parted else "",
                bool(group.stance) and len(group.quotes) < most,
                [_row(one, numbered[id(one)]) for one in group.quotes],
            )
            for group in self.answer.groups
        ]

    @property
    def table(self) -> list[Said]:
        """The sources side by side, where they disagree."""
        if self.answer is None or not disagrees(self.answer):
            return []
        numbers: dict[tuple[str, int], list[str]] = {}
        sources: dict[tuple[str, int], Quote] = {}
        for at, one in enumerate(in_order(self.answer), 1):
            thing = (one.kind, one.subject_id)
            numbers.setdefault(thing, []).append(str(at))
            sources.setdefault(thing, one)
        return [_said(", ".join(numbers[thing]), one) for thing, one in sources.items()]

    @property
    def gaps(self) -> list[Fact]:
        """What the answer does not know."""
        return list(_gaps(self.answer, self.viewer)) if self.answer else []

    @property
    def searched(self) -> str:
        if self.answer is None:
            return ""
        when = dates.stamp_in(self.answer.searched_at, dates.site_zone())
        return f"Searched: {self.answer.searched_words}. {when}."

    @property
    def near(self) -> list[tuple[Link, str]]:
        near = self.answer.near if self.answer else ()
        return [(Link(one.title, one.href), one.noun) for one in near]

    @property
    def keeps(self) -> bool:
        """Whether anything of the question may be kept or handed on."""
        return self.answer is not None and self.suspicion is None

    @property
    def ways_on(self) -> list[Link]:
        """Where one goes who did not find what they need; the question goes along."""
        asked = {"question": self.question[:LONGEST]}
        found = [Link("Ask a person", f"/contact?{urlencode({'about': '/ask', **asked})}")]
        if not self.viewer.id or may(self.viewer, "problem.write"):
            title = urlencode({"title": self.question[:160]})
            found.insert(0, Link("Post it as a problem of practice", f"/problems/new?{title}"))
        return found

    @property
    def listing(self) -> str:
        """The address at which the question is put on the list of unanswered questions."""
        return f"/ask/unanswered/new?{urlencode({'question': self.question[:LONGEST]})}"

    @property
    def feedback(self) -> FeedbackForm | None:
        if self.answer is None or not self.keeps:
            return None
        return FeedbackForm.of(
            tokens.of(self.answer, in_order(self.answer)), len(self.answer.quotes)
        )

    @property
    def summary(self) -> Summary | None:
        if self.model is None or not self.keeps or not self.answer or self.answer.declined:
            return None
        return Summary(self.model.host, self.model.model, consent.given(self.model))

    @property
    def examples(self) -> list[Link]:
        return examples()

    @property
    def reads_feedback(self) -> bool:
        return may(self.viewer, "ask.read_feedback")


def examples() -> list[Link]:
    """Questions that show what can be asked."""
    return [Link(one, f"/ask?{urlencode({'q': one})}") for one in EXAMPLES]


def in_order(answer: Answer) -> list[Quote]:
    """The quotes as the page numbers them, from 1: group by group."""
    return [one for group in answer.groups for one in group.quotes]


def disagrees(answer: Answer) -> bool:
    """Whether the sources of an answer point to different results."""
    return len({one.stance for one in answer.quotes if one.stance}) > 1


def _agreement(answer: Answer) -> str:
    if not disagrees(answer):
        return ""
    counts = sorted(len(group.quotes) for group in answer.groups if group.stance)
    told = sum(counts)
    fewer = told - counts[-1]
    if fewer == 1 and counts[-1] > 1:
        return ". One of them disagrees"
    return ". Their sources disagree"


def _said(numbers: str, one: Quote) -> Said:
    unknown = "not recorded"
    return Said(
        f"{numbers}. {one.title}",
        STANCES[one.stance],
        one.design or unknown,
        one.setting or unknown,
        one.sample or unknown,
    )


def _row(one: Quote, number: int) -> Row:
    place = ": ".join(filter(None, (one.noun, one.heading)))
    facts = [
        fact for fact in (one.beside, one.design, one.sample, one.setting, one.overlap) if fact
    ]
    return Row(
        number,
        one.text,
        one.title,
        one.fragment,
        place,
        None if one.kind == "problem" and not one.tier else str(one.tier or ""),
        facts,
        UNTIERED if one.kind == "evidence" and not one.tier else "",
    )


def _gaps(answer: Answer, viewer: Viewer) -> Sequence[Fact]:
    if answer.declined:
        return []
    quotes = answer.quotes
    found = []
    if answer.unfound_words:
        words = ", ".join(f"“{word}”" for word in answer.unfound_words)
        found.append(Fact("Words without a result", f"Nothing we quote says {words}."))
    if len({(one.kind, one.subject_id) for one in quotes}) == 1:
        found.append(Fact("A second source", "All that we found comes from one source."))
    if not any(one.tier for one in quotes):
        found.append(Fact("An evidence rating", "Nobody gave these sources an ESSA tier."))
    if not any(one.sample for one in quotes):
        found.append(Fact("How many took part", "None of these sources says."))
    if not any(one.setting for one in quotes):
        found.append(Fact("Where it was tried", "None of these sources says."))
    if viewer.leas and not any(one.overlap for one in quotes):
        found.append(Fact("Districts like yours", "None of these sources says that it is."))
    return found


def _short(question: str) -> str:
    return question if len(question) <= 80 else f"{question[:78].rsplit(' ', 1)[0]} …"
