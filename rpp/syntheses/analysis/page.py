"""What a page says of an analysis, ready to be laid out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from flask import url_for

from rpp.evidence.pooling.regression import Coefficient, Regression
from rpp.evidence.pooling.results import NotPooled
from rpp.evidence.pooling.wording import beside, chance, number, percent
from rpp.layout import Link, in_words, several
from rpp.organizations.profiles import Profile
from rpp.syntheses.analysis.analyzing import VERSION, analyze
from rpp.syntheses.analysis.choice import METHODS, MODERATORS, TESTS, TOGGLES, Choice
from rpp.syntheses.analysis.plots.forest import Forest, forest
from rpp.syntheses.analysis.plots.funnel import Funnel, funnel
from rpp.syntheses.analysis.plots.steps import Cumulative, LeftOut, cumulative, leave_one_out
from rpp.syntheses.analysis.queries import Version
from rpp.syntheses.analysis.results import Analysis

CRUMBS = [Link("Briefs", "/briefs"), Link("Syntheses", "/syntheses")]
K = TypeVar("K", bound=str)
SEVERAL = "Effects of one study are compared here as if they did not depend on each other."
SIDES = ("Favors the comparison", "Favors the program")


class Option(NamedTuple):
    """One of a list to choose from."""

    value: str
    label: str
    chosen: bool


class Options(NamedTuple):
    """A list to choose from."""

    name: str
    label: str
    options: list[Option]


class Toggle(NamedTuple):
    """A box to check; `hint` says what it needs, and `why` where that is missing."""

    name: str
    label: str
    on: bool
    off_because: str = ""


class Compared(NamedTuple):
    """A row of what a moderator comes to."""

    label: str
    effects: str
    effect: str
    p: str


@dataclass(frozen=True, slots=True)
class Moderated:
    """What a moderator comes to, in a sentence and in rows."""

    title: str
    words: str
    rows: list[Compared]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class AnalysisPage:
    """The effects of a version under a choice; all its numbers are of one analysis.

    `apart`: on a page of its own; else on that of the version, which tells the average above.
    """

    version: Version
    analysis: Analysis
    district: Profile | None
    apart: bool = True

    @property
    def choice(self) -> Choice:
        return self.analysis.choice

    @property
    def is_own(self) -> bool:
        return self.choice.is_own

    @property
    def title(self) -> str:
        """What stands above the plot: "Nine studies, side by side"."""
        studies = len(self._studies)
        if studies == 1:
            return "One study"
        return f"{in_words(studies)} studies, side by side"

    @property
    def _studies(self) -> set[str]:
        return {one.cluster or one.study for one in self.analysis.effects}

    @property
    def own(self) -> str:
        """That this is the reader's own choice; "" for the version."""
        if not self.is_own:
            return ""
        return (
            f"This is your own choice, not version {self.version.number}. Nobody reviewed it, "
            "and it is not what this synthesis says."
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        return self.analysis.sentences[0 if self.apart else 2 : 3]

    @property
    def notes(self) -> tuple[str, ...]:
        return self.analysis.sentences[3:]

    @property
    def sides(self) -> tuple[str, str]:
        said = self.version.held.said
        return said.worse or SIDES[0], said.better or SIDES[1]

    @property
    def forest(self) -> Forest | None:
        return forest(self.analysis, self.sides) if self.analysis.effects else None

    @property
    def how(self) -> str:
        """What was done, and how far studies differ: "Random effects, …: τ = 0.10, I² = 59%."."""
        one = self.analysis.average
        if isinstance(one, NotPooled):
            return ""
        spread = f"τ = {number(one.tau2**0.5)}, I² = {percent(one.i2)}"
        if one.between is not None and one.within is not None:
            parts = f"{number(one.between**0.5)} between and {number(one.within**0.5)} within"
            spread = f"{spread} ({parts} studies)"
        return f"{one.how}. Spread between studies: {spread}; Q {chance(one.q_p)}."

    @property
    def left_out(self) -> str:
        """How many effects do not count: "3 of 9 effects are left out"."""
        out = len(self.analysis.left_out)
        return (
            f"{out} of {several(len(self.version.held.effects), 'effect')} left out" if out else ""
        )

    @property
    def without(self) -> str:
        """How many findings of included studies give no effect."""
        missing = len(self.version.held.results.without)
        return f"{several(missing, 'finding')} that no effect can be computed of" if missing else ""

    @property
    def toggles(self) -> list[Toggle]:
        missing = "" if self.district else "Choose a district first."
        return [
            Toggle(
                name,
                self._label(name, label),
                bool(getattr(self.choice, name)),
                missing if name == "mine" else "",
            )
            for name, label in TOGGLES.items()
        ]

    def _label(self, name: str, label: str) -> str:
        if name == "mine" and self.district:
            return f"Only studies in districts like {self.district.name}"
        return label

    @property
    def lists(self) -> list[Options]:
        """What is chosen from a list."""
        wanted = self.choice
        by = {"": "Nothing"} | {key: one.label for key, one in MODERATORS.items()}
        return [
            Options("method", "How effects are pooled", _options(METHODS, wanted.method)),
            Options("test", "Which interval", _options(TESTS, wanted.test)),
            Options("by", "Compare effects by", _options(by, wanted.by)),
        ]

    @property
    def like(self) -> int | None:
        """The district that the reader compares with, to keep it in the address."""
        return self.district.organization_id if self.district else None

    @property
    def heading(self) -> str:
        """What the page is, below the question."""
        return (
            f"Your own view of version {self.version.number}"
            if self.is_own
            else (f"The numbers of version {self.version.number}")
        )

    @property
    def crumbs(self) -> list[Link]:
        return [*CRUMBS, Link(self.version.title, self.version.href)]

    @property
    def moderated(self) -> Moderated | None:
        found = self.analysis.moderator
        if found is None:
            return None
        title = f"By {MODERATORS[self.choice.by].label.lower()}"
        if isinstance(found, NotPooled):
            return Moderated(title, found.words, [], ())
        without = self.analysis.without
        missing = (f"It is not recorded for {several(without, 'effect')}.",) if without else ()
        several_of = (SEVERAL,) if len(self._studies) < len(self.analysis.effects) else ()
        notes = (*missing, *several_of, *found.notes)
        return Moderated(title, _explains(found), _rows(found), notes)

    @property
    def here(self) -> str:
        """Where the form leads that chooses."""
        return f"{self.version.href}/analysis"

    @property
    def find(self) -> Link:
        """Where a district is chosen."""
        own = self.here + self.choice.query
        label = "Choose another district" if self.district else "Choose a district"
        return Link(label, url_for("organizations.find", type="lea", like=own))

    @property
    def asked(self) -> str:
        """The choice as the end of an address, with the district that it needs."""
        query = self.choice.query
        return f"{query}&like={self.like}" if self.choice.mine and self.like else query

    @property
    def checks(self) -> list[Link]:
        """Where each number can be checked."""
        return [
            Link("data (CSV)", f"{self.version.href}.csv"),
            Link("data, results and software (JSON)", f"{self.version.href}.json"),
            Link("what the average hangs on", f"{self.version.href}/checks{self.asked}"),
        ]


@dataclass(frozen=True)
class ChecksPage:
    """What the average hangs on: small studies, single studies, the years."""

    version: Version
    analysis: Analysis

    @property
    def own(self) -> str:
        return AnalysisPage(self.version, self.analysis, None).own

    @property
    def crumbs(self) -> list[Link]:
        return [*CRUMBS, Link(self.version.title, self.version.href)]

    @property
    def heading(self) -> str:
        """Of what it is, below the title."""
        return f"Version {self.version.number} of “{self.version.title}”"

    @property
    def funnel(self) -> Funnel | None:
        return funnel(self.analysis)

    @property
    def without(self) -> LeftOut:
        return leave_one_out(self.analysis.effects, self.analysis.choice)

    @property
    def years(self) -> Cumulative | None:
        return cumulative(self.analysis.effects, self.analysis.choice)


def shown(
    version: Version, choice: Choice = VERSION, district: Profile | None = None
) -> AnalysisPage:
    """The effects of a version under a choice; that of the version without one."""
    return AnalysisPage(version, analyze(version.held.effects, choice, district), district)


def _options(words: Mapping[K, str], chosen: K) -> list[Option]:
    return [Option(key, label, key == chosen) for key, label in words.items()]


def _explains(found: Regression) -> str:
    """Whether a moderator explains why effects differ."""
    test = f"({chance(found.qm_p)})"
    if found.qm_p >= 0.05:
        return f"It does not explain why effects differ, beyond chance {test}."
    said = f"Effects differ by it, beyond chance {test}."
    if found.r2 is None:
        return said
    return f"{said} It explains {percent(found.r2)} of the spread between studies."


def _rows(found: Regression) -> list[Compared]:
    if found.groups:
        return [_compared(one.name, several(one.k, "effect"), one) for one in found.groups]
    return [
        _compared(f"For each {one.name}", several(one.k, "effect"), one)
        for one in found.coefficients[1:]
    ]


def _compared(label: str, effects: str, one: Coefficient) -> Compared:
    return Compared(label, effects, beside(one.estimate, one.ci), chance(one.p))
