"""Whether those who were studied, and where, overlap with a district's students and setting.

The tiers of ESSA ask for it: strong evidence is found "for a sample that overlaps with the
populations and settings proposed to receive" the program, moderate evidence for one that overlaps
with either (34 CFR 77.1; "Using Evidence to Strengthen Education Investments", US Department of
Education, 2016 and 2023: populations are "the types of students served", settings are "e.g.,
rural, urban"). Neither says how much is an overlap. Here it is at least half: by each
characteristic that both sides know, half of the sample has a counterpart among the district's
students. What is not recorded is not known, and never guessed: docs/decisions/0043.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rpp.organizations.domains import STATES
from rpp.organizations.profiles import GROUPS, Profile
from rpp.vocabulary import grades_in_words

Verdict = Literal["yes", "no", "unknown"]
LABELS: Mapping[Verdict, str] = {"yes": "Yes", "no": "No", "unknown": "Not known"}
# What both verdicts say, that on the sample first.
SENTENCES: Mapping[tuple[Verdict, Verdict], str] = {
    ("yes", "yes"): "Its sample and its setting overlap with {}.",
    ("yes", "no"): "Its sample overlaps with {}, but its setting does not.",
    ("yes", "unknown"): "Its sample overlaps with {}; too little is recorded of its setting.",
    ("no", "yes"): "Its setting overlaps with {}, but its sample does not.",
    ("no", "no"): "Neither its sample nor its setting overlaps with {}.",
    (
        "no",
        "unknown",
    ): "Its sample does not overlap with {}; too little is recorded of its setting.",
    ("unknown", "yes"): "Its setting overlaps with {}; too little is recorded of its sample.",
    (
        "unknown",
        "no",
    ): "Its setting does not overlap with {}; too little is recorded of its sample.",
    ("unknown", "unknown"): "Too little is recorded to say whether it overlaps with {}.",
}
HALF = 0.5
# Shares of one whole may add up to a little more, as each is rounded.
ROUNDED = 1.02
# Where studies take place, as their sources say it, and the types of NCES that it holds.
SETTINGS = {"urban": "urban", "suburban": "suburban", "town": "town", "rural": "rural"}
TYPES = {1: "urban", 2: "suburban", 3: "town", 4: "rural"}
NAMES = {"urban": "a city", "suburban": "a suburb", "town": "a town", "rural": "rural"}
# Towns that federal programs for rural schools take for rural, too: distant and remote ones
# (20 U.S.C. 7351, locale codes 32 and 33). One at the fringe of a city is told as neither.
RURAL_TOWNS = (32, 33)
PUBLIC = ("public", "charter")


@dataclass(frozen=True, slots=True)
class Studied:
    """Who was studied, and where, as far as its source recorded it.

    `shares` are fractions of the sample: the groups of `profiles.GROUPS`, "frl" (free or
    reduced-price lunch), "english_learners". `settings` are words of SETTINGS, `schools` those
    of "public", "charter", "private", "parochial"; `states` two letters each.
    """

    grades: Sequence[str] = ()
    settings: Sequence[str] = ()
    schools: Sequence[str] = ()
    shares: Mapping[str, float] = field(default_factory=dict)
    states: Sequence[str] = ()


class Compared(NamedTuple):
    """One characteristic, what is so on both sides, and whether they overlap in it."""

    title: str
    verdict: Verdict
    words: str
    # Whether the verdict of all hangs on it; what only one side knows decides nothing.
    counts: bool = True

    @property
    def label(self) -> str:
        return LABELS[self.verdict] if self.counts else "Not compared"


@dataclass(frozen=True, slots=True)
class Match:
    """The sample, or the setting: whether it overlaps, and each thing that was compared."""

    verdict: Verdict
    compared: Sequence[Compared]

    @property
    def label(self) -> str:
        return LABELS[self.verdict]

    @property
    def because(self) -> str:
        """What decided, in words."""
        return " ".join(one.words for one in self.compared if one.verdict == self.verdict)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Whether a sample and its setting overlap with a district."""

    district: str
    sample: Match
    setting: Match

    @property
    def sentence(self) -> str:
        """Both verdicts in one sentence."""
        return SENTENCES[self.sample.verdict, self.setting.verdict].format(self.district)


def overlap(studied: Studied, district: Profile) -> Overlap:
    """Compare what a source recorded of its sample and setting with what is known of a district."""
    name = district.name or f"district {district.leaid}"
    sample = list(_sample(studied, district, name))
    setting = list(_setting(studied, district, name))
    return Overlap(name, _match(sample), _match(setting))


def _match(compared: Sequence[Compared]) -> Match:
    """One "no" decides, then one "not known" that counts: an overlap is at most the smallest."""
    verdicts = [one.verdict for one in compared if one.counts]
    decided: Verdict = "yes" if verdicts else "unknown"
    for verdict in ("unknown", "no"):
        if verdict in verdicts:
            decided = verdict
    return Match(decided, compared)


# --- the sample ----------------------------------------------------------------------------


def _sample(studied: Studied, district: Profile, name: str) -> Iterator[Compared]:
    yield from _lunch(studied, district, name)
    yield from _race(studied, district, name)
    yield from _learners(studied)
    if words := grades_in_words(studied.grades):
        tells = "the directory does not tell which grades a district teaches"
        yield Compared("Grades", "unknown", f"It was done in {_small(words)}; {tells}.", False)
    if not any(key in studied.shares for key in ("frl", *GROUPS)):
        words = (
            "Its source does not say how many students were poor, or of which race or ethnicity."
        )
        yield Compared("Students", "unknown", words, False)


def _lunch(studied: Studied, district: Profile, name: str) -> Iterator[Compared]:
    """Income, by free or reduced-price lunch: a measure that both sides have."""
    title, theirs, ours = "Family income", studied.shares.get("frl"), district.frl
    if theirs is None:
        return
    sample = f"{_percent(theirs)} of the sample got free or reduced-price lunch"
    if ours is None:
        told = f"the directory does not say how many do in {name}"
        yield Compared(title, "unknown", f"{sample}; {told}.", False)
        return
    verdict: Verdict = "yes" if 1 - abs(theirs - ours) >= HALF else "no"
    yield Compared(title, verdict, f"{sample}, and {_percent(ours)} of the students of {name} do.")


def _race(studied: Studied, district: Profile, name: str) -> Iterator[Compared]:
    """Race and ethnicity: how much of the sample has a counterpart, at least and at most.

    Groups that the source does not name may be like those that it leaves, or not.
    """
    title = "Race and ethnicity"
    theirs = {key: studied.shares[key] for key in GROUPS if key in studied.shares}
    if not theirs:
        return
    named = sum(theirs.values())
    if named > ROUNDED:
        words = f"The shares of its source add up to {_percent(named)}: it counts students twice."
        yield Compared(title, "unknown", words, False)
        return
    largest = _named(theirs)
    if not district.groups:
        told = f"the directory does not say it of {name}"
        yield Compared(title, "unknown", f"Of the sample, {largest}; {told}.", False)
        return
    ours = district.groups
    least = sum(min(share, ours.get(key, 0.0)) for key, share in theirs.items())
    most = least + min(1 - named, sum(ours[key] for key in ours if key not in theirs))
    of_ours = _named({key: ours.get(key, 0.0) for key in _largest(theirs)})
    beside = f"Of the sample, {largest}; of the students of {name}, {of_ours}."
    if least >= HALF or most < HALF:
        part = f"{_percent(least)} of the sample has a counterpart there."
        if most - least > 0.005:
            part = f"{_percent(least)} to {_percent(most)} of the sample has a counterpart there."
        yield Compared(title, "yes" if least >= HALF else "no", f"{beside} {part}")
        return
    words = f"{beside} Of the rest of the sample its source says too little to compare."
    yield Compared(title, "unknown", words, False)


def _learners(studied: Studied) -> Iterator[Compared]:
    """English learners: the directory does not count them, which matters where most were such."""
    share = studied.shares.get("english_learners")
    if share is None:
        return
    words = (
        f"{_percent(share)} of the sample were English learners; the directory does not count them."
    )
    yield Compared("English learners", "unknown", words, share >= HALF)


def _largest(shares: Mapping[str, float]) -> list[str]:
    """The two groups of which there are the most."""
    return sorted(shares, key=lambda key: -shares[key])[:2]


def _named(shares: Mapping[str, float]) -> str:
    """The two largest groups with their shares: "59% are Hispanic and 32% White"."""
    told = [f"{_percent(shares[key])} are {GROUPS[key]}" for key in _largest(shares)]
    return " and ".join(one if not at else one.replace(" are", "") for at, one in enumerate(told))


# --- the setting ---------------------------------------------------------------------------


def _setting(studied: Studied, district: Profile, name: str) -> Iterator[Compared]:
    yield _place(studied, district, name)
    if studied.schools and not set(PUBLIC) & set(studied.schools):
        words = "It was done in private schools alone, and a district runs public ones."
        yield Compared("Schools", "no", words)
    if studied.states and district.state:
        where = _listed([STATES.get(state, state) for state in studied.states])
        own = STATES.get(district.state, district.state)
        words = f"It was done in {where}; {name} is in {own}."
        yield Compared("State", "unknown", words, False)


def _place(studied: Studied, district: Profile, name: str) -> Compared:
    title, theirs = "Kind of place", [one for one in SETTINGS if one in studied.settings]
    if not theirs:
        return Compared(title, "unknown", "Its source does not say in what kind of place.", False)
    where = f"It was done in {_listed(theirs)} schools"
    if district.locale is None:
        told = f"the directory does not say where {name} is"
        return Compared(title, "unknown", f"{where}; {told}.", False)
    own = TYPES[district.locale // 10]
    kinds = {own, "rural"} if district.locale in RURAL_TOWNS else {own}
    said = f"{where}; {name} is {NAMES[own]}"
    if district.locale in RURAL_TOWNS and own not in theirs and "rural" in theirs:
        said += " far from a city, which federal programs count as rural"
    if kinds & set(theirs):
        return Compared(title, "yes", f"{said}.")
    if own == "town" and district.locale not in RURAL_TOWNS and set(theirs) - {"urban"}:
        told = "which such studies tell as a suburb or as rural"
        return Compared(title, "unknown", f"{said} near a city, {told}.", False)
    return Compared(title, "no", f"{said}.")


# --- words ---------------------------------------------------------------------------------


def _percent(share: float) -> str:
    """A share as a whole percentage; one that is not nothing never reads as 0%."""
    return "less than 1%" if 0 < share < 0.005 else f"{share:.0%}"


def _listed(words: Sequence[str]) -> str:
    if len(words) > 4:
        return f"{', '.join(words[:3])} and {len(words) - 3} more"
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def _small(words: str) -> str:
    return words[0].lower() + words[1:]
