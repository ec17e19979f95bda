"""A subject's rating and tiers of the moment: recorded facts, what reviewers decided, the rules."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from rpp.evidence import rules
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.findings.reading import contrasts_of
from rpp.evidence.ratings.reading import Decided, decided_of
from rpp.evidence.rules import essa_2023, wwc_5_0
from rpp.evidence.rules.essa_2023 import DomainTier
from rpp.evidence.rules.rule_set import Judged
from rpp.evidence.rules.wwc_5_0 import StudyRating
from rpp.organizations.overlap import Overlap, Studied, overlap
from rpp.organizations.profiles import Profile

Subject = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a room tells of one of its things besides findings.

    `answers` are those of the rule sets that it knows, such as an effort to study it; `settings`
    are those of `organizations.overlap`. `is_public`: anyone may know of its tiers, and
    `is_found`: of its findings, too.
    """

    answers: Judged
    settings: tuple[str, ...] = ()
    is_public: bool = True
    is_found: bool = True


Knows = Callable[[Session, Collection[int]], Mapping[int, Told]]
_knows: dict[str, Knows] = {}
NOTHING = Told({})


def knows(kind: str, of_ids: Knows) -> None:
    """Have a room tell what it knows of things of its kind; a fixed number of statements."""
    _knows[kind] = of_ids


@dataclass(frozen=True, slots=True)
class Rated:
    """What the rules say of one subject: how well it was done, and its tiers.

    `given` is the best tier that its source gives a finding in each domain, where it gives one.
    """

    rating: StudyRating
    tiers: Sequence[DomainTier]
    contrasts: Sequence[Contrast]
    given: Mapping[str, int]
    decided: Decided | None
    overlap: Overlap | None = None

    @property
    def is_reviewed(self) -> bool:
        return self.decided is not None and not self.decided.is_reopened


def of(
    session: Session,
    subjects: Collection[Subject],
    district: Profile | None = None,
    *,
    inside: bool = False,
) -> dict[Subject, Rated]:
    """Rate subjects now, for a district where one is given; a fixed number of statements.

    Of what not everyone may know nothing is rated, unless it is for those `inside`.
    """
    found = contrasts_of(session, subjects)
    decided = decided_of(session, subjects)
    known = _known(session, subjects)
    rated = {}
    for subject, contrasts in found.items():
        told = known.get(subject, NOTHING)
        if told.is_public or inside:
            seen = contrasts if told.is_found or inside else []
            rated[subject] = _rated(seen, decided.get(subject), told, district)
    return rated


def _known(session: Session, subjects: Collection[Subject]) -> dict[Subject, Told]:
    found: dict[Subject, Told] = {}
    for kind, of_ids in _knows.items():
        ids = [id_ for name, id_ in subjects if name == kind]
        if ids:
            found |= {(kind, id_): told for id_, told in of_ids(session, ids).items()}
    return found


def _rated(
    contrasts: Sequence[Contrast],
    decided: Decided | None,
    told: Told,
    district: Profile | None,
) -> Rated:
    judged = {**told.answers, **(decided.answers if decided else {})}
    rating = wwc_5_0.rate(contrasts, answers(judged, wwc_5_0.RULES))
    compared = overlap(studied(contrasts, told.settings), district) if district else None
    tiers = essa_2023.tiers(contrasts, rating, answers(judged, essa_2023.RULES), compared)
    return Rated(rating, tiers, contrasts, _given(contrasts), decided, compared)


def answers(judged: Judged, rule_set: rules.RuleSet) -> Judged:
    """The answers that a rule set knows: "unclear" and the like leave a question open."""
    known = {one.code: one.answers for one in rule_set.criteria}
    return {
        (code, domain): answer
        for (code, domain), answer in judged.items()
        if answer in known.get(code, ())
    }


def _given(contrasts: Sequence[Contrast]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in contrasts:
        said = one.said_by("wwc")
        if said and said.tier:
            found[one.domain] = min(said.tier, found.get(one.domain, said.tier))
    return found


def studied(contrasts: Sequence[Contrast], settings: Sequence[str] = ()) -> Studied:
    """Who was studied and where, in all findings together; a share that differs: the first.

    `settings` are those of the districts that took part, where findings tell none.
    """
    shares: dict[str, float] = {}
    for one in contrasts:
        shares = {**one.shares, **shares}

    def all_of(name: str) -> list[str]:
        return list(dict.fromkeys(word for one in contrasts for word in getattr(one, name)))

    where = all_of("settings") or settings
    return Studied(all_of("grades"), where, all_of("schools"), shares, all_of("states"))
