"""What stands here on a program: its records, and their findings, fact by fact."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session

from rpp import program_names, words
from rpp.ask.alike import stem
from rpp.claims.check.outcomes import means
from rpp.db import columns_of
from rpp.evidence import facts
from rpp.evidence.directions import unturned
from rpp.evidence.facts import Facts
from rpp.evidence.findings.contrast import Contrast
from rpp.evidence.models import FINDINGS, RECORDS
from rpp.evidence.outcomes import Conclusion
from rpp.evidence.rules.essa_2023 import for_district
from rpp.evidence.sentence import Sentence, text_of
from rpp.evidence.tiers import computing
from rpp.evidence.tiers.computing import Rated
from rpp.evidence.topics import NO_INTERVENTION
from rpp.organizations.profiles import Profile
from rpp.policy import Viewer

MOST_RECORDS = 60


@dataclass(frozen=True, slots=True)
class Found:
    """One finding on the program.

    `way` is 1 where it favors the program, -1 where it favors the comparison, 0 where neither,
    None where that is in doubt; `index` in percentile points and `effect` in standard deviations
    are positive where they favor the program.
    """

    id: int
    record_id: int
    study: str
    outcome: str
    domain: str
    protocol: str
    sample: str
    is_subgroup: bool
    n: int | None
    way: int | None
    significant: bool | None
    index: float | None
    effect: float | None
    tier: int | None
    rating: str

    @property
    def favors(self) -> bool:
        return bool(self.significant) and self.way == 1

    @property
    def opposes(self) -> bool:
        return bool(self.significant) and self.way == -1

    @property
    def href(self) -> str:
        return f"/evidence/{self.record_id}#finding-{self.id}"


@dataclass(frozen=True, slots=True)
class OnDomain:
    """The ESSA tier that a record has on one outcome domain, None for none.

    `whose` says who gave it: "reviewers" here, its "source", or "computed" by the rules from
    recorded facts. `of_district` is the tier for the reader's district, where one is compared.
    """

    record_id: int
    domain: str
    tier: int | None
    whose: str
    district: str = ""
    of_district: int | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """A record on the program, with what reports conclude and its findings on this program."""

    facts: Facts
    conclusions: Sequence[Conclusion]
    findings: Sequence[Found]
    tiers: Sequence[OnDomain] = ()

    @property
    def href(self) -> str:
        return f"/evidence/{self.facts.id}"

    @property
    def is_study(self) -> bool:
        return self.facts.form == "study"

    def favors(self, outcomes: Collection[str]) -> bool:
        """Whether it has a significant favorable finding of a whole sample on these outcomes."""
        return any(
            one.favors and not one.is_subgroup and means(outcomes, one.domain)
            for one in self.findings
        )


@dataclass(frozen=True, slots=True)
class Tested:
    """A program and what stands here on it; no records where nothing here tested it."""

    name: str
    records: Sequence[Record]
    # The stems of all words that stand in its records.
    words: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.records)

    @property
    def findings(self) -> list[Found]:
        return [finding for record in self.records for finding in record.findings]

    def tiers(self, outcomes: Collection[str]) -> list[tuple[OnDomain, Record]]:
        """The tiers that its records have on these outcomes, the best first."""
        found = [
            (one, record)
            for record in self.records
            for one in record.tiers
            if one.tier and means(outcomes, one.domain)
        ]
        return sorted(found, key=lambda pair: (pair[0].tier, pair[0].whose == "computed"))

    def on(self, outcomes: Collection[str]) -> "Balance":
        """What its findings on these outcomes add up to."""
        return Balance([one for one in self.findings if means(outcomes, one.domain)])

    def concluded(self, outcomes: Collection[str]) -> list[tuple[str, Record]]:
        """What reports conclude on these outcomes, each with its record."""
        return [
            (one.rating, record)
            for record in self.records
            for one in record.conclusions
            if one.rating and means(outcomes, one.domain)
        ]


class Balance:
    """Findings on some outcomes: whole samples first; subgroups count only where there are none."""

    def __init__(self, findings: Sequence[Found]) -> None:
        self.all = findings
        self.main = [one for one in findings if not one.is_subgroup]
        self.favorable = [one for one in self.main if one.favors]
        self.against = [one for one in self.main if one.opposes]
        self.in_subgroups = [one for one in findings if one.is_subgroup and one.favors]
        # Contrary findings, wherever they stand: they are always shown.
        self.contrary = [one for one in findings if one.opposes]

    @property
    def measured(self) -> list[Found]:
        """Those whose sizes count: whole samples, or subgroups where nothing else is told."""
        return self.main or list(self.all)


def of(
    session: Session,
    viewer: Viewer,
    name: str,
    keys: Collection[str],
    district: Profile | None = None,
) -> Tested:
    """What stands here on the program of these keys; a fixed number of statements."""
    # Here: what checks nothing loads no arrays.
    from rpp.search.asked import Query
    from rpp.search.finding import Search, ranked

    search = Search(Query(""), ["evidence"], {"program": sorted(keys)}, by_meaning=False)
    ids = [one.id for one in ranked(session, viewer, search, MOST_RECORDS)] if keys else []
    return of_records(session, name, keys, ids, district)


def of_records(
    session: Session,
    name: str,
    keys: Collection[str],
    ids: Sequence[int],
    district: Profile | None = None,
) -> Tested:
    """The same of records that are known."""
    if not ids:
        return Tested(name, [])
    known = facts.of(session, ids)
    own = select(*columns_of(_Told, RECORDS)).where(
        RECORDS.c.id.in_(ids), RECORDS.c.form.in_(("study", "intervention"))
    )
    told = [_Told(*row) for row in session.execute(own)]
    conclusions = {one.id: one.effectiveness for one in told}
    rows = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            select(FINDINGS.c.key, FINDINGS.c.id, FINDINGS.c.protocol).where(
                FINDINGS.c.record_id.in_(ids)
            )
        )
    }
    rated = computing.of(session, [("evidence", id_) for id_ in sorted(conclusions)], district)
    records = []
    for id_ in sorted(conclusions, reverse=True):
        of_it = rated["evidence", id_]
        on_it = [one for one in of_it.contrasts if _is_on(one, keys)]
        records.append(
            Record(
                known[id_],
                conclusions[id_],
                [_found(id_, one, *rows.get(one.key, (0, ""))) for one in on_it],
                list(_tiers(id_, of_it, on_it)),
            )
        )
    return Tested(name, records, frozenset(_stems(told, records)))


def _is_on(one: Contrast, keys: Collection[str]) -> bool:
    """Whether a finding is on the program: one study may compare several."""
    names = one.intervention in NO_INTERVENTION
    return names or bool(program_names.keys([one.intervention]) & set(keys))


def _tiers(record_id: int, rated: Rated, own: Sequence[Contrast]) -> Iterator[OnDomain]:
    """The tiers of a record by its findings on the program: what reviewers decided, else its
    source's, else what is computed."""
    ids = {one.key for one in own}
    for one in rated.tiers:
        said = [each.said_by("wwc") for each in own if each.domain == one.domain]
        given = min((each.tier for each in said if each and each.tier), default=None)
        computed = min((tier for key, tier in one.by_finding.items() if key in ids), default=None)
        if len(ids) == len(rated.contrasts):
            computed = one.general
        given = None if rated.is_reviewed else given
        tier = given or computed
        whose = "reviewers" if rated.is_reviewed else "source" if given else "computed"
        if rated.overlap is None:
            yield OnDomain(record_id, one.domain, tier, whose)
            continue
        here = for_district(replace(one, general=tier, tier=tier, missing=()), rated.overlap)
        yield OnDomain(record_id, one.domain, tier, whose, rated.overlap.district, here.tier)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a record says in words."""

    id: int
    title: str
    citation: str
    domains: list[str]
    protocols: list[str]
    sentences: list[Sentence]
    effectiveness: list[Conclusion]


def _stems(told: Iterable[_Told], records: Iterable[Record]) -> Iterator[str]:
    """The stems of the words of records: told beside a claim, as words that something here says."""
    for one in told:
        text = [one.title, one.citation, *one.domains, *one.protocols, text_of(one.sentences)]
        yield from (stem(word.lower()) for word in words.pieces("\n".join(text)))
    for finding in {one.outcome for record in records for one in record.findings}:
        yield from (stem(word.lower()) for word in words.pieces(finding))


def _found(record_id: int, one: Contrast, id_: int, protocol: str) -> Found:
    said, own = one.said_by("wwc"), one.said_by("authors")
    index = said.improvement_index if said else None
    effect = said.effect_size if said else None
    if effect is None and own:
        effect = own.effect_size
    return Found(
        id=id_,
        record_id=record_id,
        study=one.study_key,
        outcome=one.outcome,
        domain=one.domain,
        protocol=protocol,
        sample=one.sample,
        is_subgroup=one.is_subgroup,
        n=one.n,
        way=_way(one, index),
        significant=said.significant if said else None,
        index=index,
        effect=_turned(effect, index),
        tier=said.tier if said else None,
        rating=said.rating if said else "",
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    outcome: str
    improvement_index: float | None
    mean_intervention: float | None
    mean_comparison: float | None


def _way(one: Contrast, index: float | None) -> int | None:
    if index is None or unturned(
        _Measured(one.outcome, index, one.treated.mean, one.compared.mean)
    ):
        return None
    return (index > 0) - (index < 0)


def _turned(effect: float | None, index: float | None) -> float | None:
    """An effect with the sign of its index: the source's own sign may mean that less is better."""
    if effect is None or not index:
        return effect
    return abs(effect) if index > 0 else -abs(effect)
