"""Records from what files say of them, and from what their findings add up to."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypeVar

from rpp.evidence.importing.findings import reading_order
from rpp.evidence.importing.values import About, FindingValues, RecordValues, Summary
from rpp.evidence.outcomes import Conclusion, Outcome
from rpp.evidence.references import matching
from rpp.evidence.sentences import FORM, headline, of_record
from rpp.evidence.sentences.choosing import Domain
from rpp.evidence.topics import (
    NO_INTERVENTION,
    NOT_MET,
    WITH_RESERVATIONS,
    WITHOUT_RESERVATIONS,
    in_order,
    topic_of_domain,
    topic_of_protocol,
)
from rpp.evidence.wwc import rows as wwc
from rpp.evidence.wwc.words import DELIVERY, DEMOGRAPHICS, GRADE_COLUMNS, SCHOOL_TYPES, SETTINGS

T = TypeVar("T")

GRADE_ORDER = list(GRADE_COLUMNS.values())
# Where a study was rated more than once, the portal shows the most cautious rating.
CAUTION = {NOT_MET: 0, WITH_RESERVATIONS: 1, WITHOUT_RESERVATIONS: 2}
_ABOUT = [one.name for one in fields(About)]


def composed(
    findings: Iterable[FindingValues],
    cited: Iterable[wwc.CitedFinding],
    reports: Iterable[wwc.Report],
    old: Mapping[str, RecordValues],
) -> dict[str, RecordValues]:
    """Every WWC record by key: what the files say of it, and what its findings add up to."""
    of_record = _grouped(findings, lambda finding: finding.home)
    of_study = _grouped(cited, lambda row: row.study_key)
    of_intervention = _grouped(reports, lambda row: row.key)
    records = {}
    for key in sorted(old.keys() | of_record.keys() | of_study.keys() | of_intervention.keys()):
        own = sorted(of_record.get(key, []), key=reading_order)
        if key in of_study:
            about = _study(of_study[key])
        elif key in of_intervention:
            about = _intervention(of_intervention[key], old.get(key))
        else:
            about = _earlier(old.get(key))
        records[key] = _record(key, _named(about, own), own)
    return records


def _record(key: str, about: About, findings: Sequence[FindingValues]) -> RecordValues:
    summary = _summary(findings, about.effectiveness)
    record = RecordValues(key=key, **vars(about), **vars(summary))
    surname = matching.cited_surname(record.citation)
    return replace(
        record,
        sentence=headline.of_record(record),
        sentences=of_record(record, findings),
        sentences_form=FORM,
        title_key=matching.title_key(record.title),
        author_key=matching.author_key(surname, record.year),
    )


def _earlier(old: RecordValues | None) -> About:
    values: dict[str, Any] = {name: getattr(old, name) for name in _ABOUT} if old else {}
    return About(**values)


def _named(about: About, findings: Sequence[FindingValues]) -> About:
    """A record that no file tells of has the name of the intervention of its findings."""
    if not about.title:
        name = findings[0].intervention or "Findings without a named intervention"
        about = About(form="intervention", title=name)
    if findings and about.form != "study" and findings[0].intervention in NO_INTERVENTION:
        return replace(about, form="collection")
    return about


def _study(rows: Sequence[wwc.CitedFinding]) -> About:
    """What the file of reviewed studies says of one study, over all its rows."""
    rows = sorted(rows, key=lambda row: row.finding.finding_id)
    ratings = sorted({row.rating for row in rows if row.rating}, key=CAUTION.__getitem__)
    rating = ratings[0] if ratings else ""
    note = ""
    if len(ratings) > 1:
        note = f"WWC reviewed this study more than once; another review says: {ratings[-1]}."
    return replace(
        _sampled(rows),
        form="study",
        title=rows[0].title,
        citation=rows[0].citation,
        publication=rows[0].publication,
        published=rows[0].published,
        year=rows[0].year,
        eric_id=_usual(row.eric_id for row in rows),
        design=_usual(row.design for row in rows),
        rating=rating,
        rating_reason=_usual(row.rating_reason for row in rows if row.rating == rating),
        standards_version=_usual(row.standards_version for row in rows),
        purposes=_distinct(row.purpose for row in rows),
        page_path=rows[0].page_path,
        multisite=next((row.multisite for row in rows if row.multisite is not None), None),
        note=note,
    )


def _intervention(rows: Sequence[wwc.Report], old: RecordValues | None) -> About:
    """What the intervention reports say of one intervention, over all its rows."""
    rows = sorted(rows, key=lambda row: (row.protocol, row.domain))
    # An earlier conclusion stands until the reports say otherwise on that domain.
    earlier = old.effectiveness if old else []
    concluded = {(row.protocol, row.domain): row for row in earlier}
    for row in rows:
        concluded[row.protocol, row.domain] = Conclusion(
            row.protocol, row.domain, row.rating, row.studies, row.sample_size
        )
    return replace(
        _sampled(rows),
        form="intervention",
        title=rows[0].intervention,
        page_path=_usual(row.page_path for row in rows),
        effectiveness=[concluded[key] for key in sorted(concluded)],
    )


def _sampled(rows: Sequence[wwc.Sample]) -> About:
    """Who was studied and where, as far as any row says; a share that differs: the usual one."""
    shares = defaultdict(list)
    for row in rows:
        for name, share in row.demographics.items():
            shares[name].append(share)
    return About(
        grades=sorted(_union(row.grades for row in rows), key=GRADE_ORDER.index),
        settings=_in_order_of(SETTINGS, _union(row.settings for row in rows)),
        school_types=_in_order_of(SCHOOL_TYPES, _union(row.school_types for row in rows)),
        delivery=_in_order_of(DELIVERY.values(), _union(row.delivery for row in rows)),
        demographics={
            name: Counter(shares[name]).most_common(1)[0][0]
            for name in DEMOGRAPHICS
            if name in shares
        },
        international=any(row.international for row in rows),
    )


def _summary(findings: Sequence[FindingValues], effectiveness: Sequence[Conclusion]) -> Summary:
    """What a record's findings add up to, and the topics that they and its reports touch."""
    told: list[FindingValues | Conclusion] = [*findings, *effectiveness]
    protocols = _distinct(each.protocol for each in told)
    topics = {finding.topic for finding in findings}
    topics |= {topic_of_domain(each.domain) for each in effectiveness if each.domain}
    topics |= {topic for protocol in protocols if (topic := topic_of_protocol(protocol))}
    return Summary(
        interventions=_distinct(
            name for each in findings if (name := each.intervention) not in NO_INTERVENTION
        ),
        outcomes=_outcomes(findings),
        protocols=protocols,
        domains=_distinct(each.domain for each in told),
        topics=in_order(topics),
        sample_size=max((each.n_total for each in findings if each.n_total), default=None),
        essa_tier=min((each.essa_tier for each in findings if each.essa_tier), default=None),
        finding_count=len(findings),
    )


def _outcomes(findings: Iterable[FindingValues]) -> list[Outcome]:
    """What findings add up to in each outcome domain, what says the most first."""
    groups = _grouped(findings, lambda finding: finding.domain)
    rows = [_outcome(domain, group) for domain, group in groups.items()]
    return sorted(rows, key=lambda row: (row.tier or 9, -row.favor, -row.against, row.domain))


def _outcome(domain: str, findings: Sequence[FindingValues]) -> Outcome:
    group = Domain(domain, findings)
    return Outcome(
        domain=domain,
        findings=group.total,
        say=group.say,
        favor=group.favor,
        against=group.against,
        unclear=group.undirected,
        tier=min((f.essa_tier for f in findings if f.essa_tier), default=None),
    )


def _grouped(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _union(groups: Iterable[Iterable[str]]) -> set[str]:
    return {name for group in groups for name in group}


def _in_order_of(order: Iterable[str], found: set[str]) -> list[str]:
    return [name for name in order if name in found]


def _distinct(values: Iterable[str]) -> list[str]:
    """The values that say something, each once, the most frequent first."""
    return [value for value, _ in Counter(value for value in values if value).most_common()]


def _usual(values: Iterable[str]) -> str:
    """The most frequent value that says something; "" if none does."""
    return next(iter(_distinct(values)), "")
