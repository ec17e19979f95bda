"""What the rules read off a recorded finding: whom it favors, how many people, how many sites.

Nothing here is guessed: None means that what is recorded does not tell it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from rpp.evidence.effects.computing import compute
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.topics import RATINGS

Rating = Literal["without", "with", "not"]
_RATINGS: Mapping[str, Rating] = {
    RATINGS["without"]: "without",
    RATINGS["with"]: "with",
    RATINGS["not"]: "not",
}
# A cohort is another set of students; what else a sample is called may share students.
_COHORT = re.compile(r"\bcohorts?:? (\d+)\b", re.IGNORECASE)


class Favor(NamedTuple):
    """Whom a finding favors (1 the intervention, -1 the comparison, 0 neither), significantly."""

    direction: int | None
    significant: bool | None

    @property
    def is_favorable(self) -> bool:
        return bool(self.significant) and self.direction == 1

    @property
    def is_unfavorable(self) -> bool:
        return bool(self.significant) and self.direction == -1


def favor(contrast: Contrast) -> Favor:
    """Whom a finding favors: the word of the WWC where it reviewed it, else what is computed."""
    if (wwc := contrast.said_by("wwc")) and wwc.significant is not None:
        return Favor(_sign(wwc.improvement_index), wwc.significant)
    computed = compute(contrast)
    return Favor(_sign(computed.g), computed.significant)


def _sign(value: float | None) -> int | None:
    return None if value is None else (value > 0) - (value < 0)


def given_rating(contrast: Contrast) -> Rating | None:
    """How the WWC rated a finding, else the study in the same review."""
    wwc = contrast.said_by("wwc")
    return _RATINGS.get(wwc.rating or wwc.study_rating) if wwc else None


def people(contrast: Contrast) -> int | None:
    """How many students a finding is about; None where its sizes count classes or schools."""
    arms = (contrast.treated, contrast.compared)
    sizes = [arm.n for arm in arms if arm.n is not None]
    total = contrast.n if contrast.n is not None else sum(sizes) if len(sizes) == 2 else None
    if total is None or contrast.analyzed in ("", "student"):
        return total
    clusters = [arm.clusters for arm in arms if arm.clusters is not None]
    return None if clusters and total <= sum(clusters) else total


class Sample(NamedTuple):
    """How many students at least, and whether every finding tells how many it is about."""

    n: int
    is_whole: bool


def sample(contrasts: Iterable[Contrast]) -> Sample:
    """How many students a study has in one outcome domain, by its findings there.

    The largest of its samples, as the same students are measured more than once; those of
    different cohorts are added up, as no student is in two.
    """
    largest: dict[str, int] = defaultdict(int)
    most, is_whole = 0, True
    for contrast in contrasts:
        n = people(contrast)
        is_whole = is_whole and n is not None
        most = max(most, n or 0)
        cohorts = _COHORT.findall(contrast.sample)
        if len(cohorts) == 1:
            largest[cohorts[0]] = max(largest[cohorts[0]], n or 0)
    return Sample(max(most, sum(largest.values())), is_whole)


class Sites(NamedTuple):
    """Whether there was more than one site (None: not recorded), and what is recorded of it."""

    several: bool | None
    words: str


def sites(contrasts: Sequence[Contrast]) -> Sites:
    """In how many districts a study ran; what the WWC marked as more than one site stands."""
    districts = max((one.districts_count or 0 for one in contrasts), default=0)
    if districts:
        words = "It ran in one district." if districts == 1 else f"It ran in {districts} districts."
        return Sites(districts > 1, words)
    marked = {one.multisite for one in contrasts if one.said_by("wwc")} - {None}
    if True in marked:
        return Sites(True, "The What Works Clearinghouse recorded more than one site.")
    if marked:
        return Sites(False, "The What Works Clearinghouse recorded one site.")
    schools = max((one.schools_count or 0 for one in contrasts), default=0)
    if schools == 1:
        return Sites(False, "It ran in one school.")
    if schools > 1:
        return Sites(None, f"It ran in {schools} schools; in how many districts is not recorded.")
    return Sites(None, "In how many districts it ran is not recorded.")
