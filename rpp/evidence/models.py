"""What outside sources found: evidence records, and one row per finding.

A record is one reviewed study, or one intervention whose studies the source does not cite, or
a collection of findings whose intervention the source does not name. A finding is one contrast
on one outcome. Everything here is the source's word, kept as given; what the portal adds is said
in `note`, `flag`, `sentence` and `sentences`.
"""

from datetime import datetime
from typing import ClassVar, TypeVar

from sqlalchemy import JSON, Column, Index, Table, Text
from sqlmodel import Field, SQLModel

from rpp.db import Stored, UTCDateTime
from rpp.evidence.outcomes import Conclusion, Outcome
from rpp.evidence.references.reference import Reference
from rpp.evidence.sentence import Sentence

V = TypeVar("V")


def _text() -> str:
    field: str = Field(default="", sa_column=Column(Text, nullable=False))
    return field


def _list() -> list[str]:
    field: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    return field


def _stored(kind: type[list[V]]) -> list[V]:
    stored: Column[list[V]] = Column(Stored(kind), nullable=False)
    field: list[V] = Field(default_factory=list, sa_column=stored)
    return field


def _moment() -> datetime:
    field: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    return field


class EvidenceRecord(SQLModel, table=True):
    """One reviewed study, one intervention of a source, or one publication that was imported.

    `key` is its natural key. A publication (form "reference") was reviewed by nobody here: it has
    no rating, no tier and no findings. One whose import was undone (form "withdrawn") keeps its
    number.

    Shares in `demographics` are percentages (0 to 100) as the source gives them. A tier of None
    means that the source gave none, not that there is no evidence.
    """

    __tablename__ = "evidence_record"
    kind: ClassVar[str] = "evidence"  # how the history and the tags name it

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=120, unique=True)  # wwc:study:77027, wwc:intervention:214
    source: str = Field(max_length=20, index=True)
    form: str = Field(max_length=20)  # study, intervention, collection, reference, withdrawn
    title: str = _text()
    citation: str = _text()
    publication: str = _text()
    published: str = _text()  # as given: "2005b", "in press"
    year: int | None = None
    eric_id: str = _text()
    interventions: list[str] = _list()
    design: str = _text()  # RCT, QED, RDD
    rating: str = _text()
    rating_reason: str = _text()
    essa_tier: int | None = None
    protocols: list[str] = _list()
    standards_version: str = _text()
    purposes: list[str] = _list()
    topics: list[str] = _list()
    domains: list[str] = _list()
    grades: list[str] = _list()  # CEDS codes, lowest first
    settings: list[str] = _list()
    school_types: list[str] = _list()
    delivery: list[str] = _list()
    demographics: dict[str, float] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    international: bool = False
    multisite: bool | None = None  # in more than one school
    sample_size: int | None = None  # of its largest finding
    finding_count: int = 0
    # What intervention reports conclude.
    effectiveness: list[Conclusion] = _stored(list[Conclusion])
    # What its findings add up to in each domain.
    outcomes: list[Outcome] = _stored(list[Outcome])
    sentence: str = _text()  # what it says in one sentence, for lists
    # What it says, sentence by sentence, and by which rules these were made.
    sentences: list[Sentence] = _stored(list[Sentence])
    sentences_form: int = 0
    page_path: str = _text()
    note: str = _text()
    # What catalogs say of it, composed of the imported entries that describe it.
    reference: Reference | None = Field(
        default=None, sa_column=Column(Stored(Reference), nullable=True)
    )
    # By which duplicates are looked for: see `references.matching`.
    title_key: str = Field(default="", max_length=200, index=True)
    author_key: str = Field(default="", max_length=120, index=True)
    exported: str = Field(default="", max_length=20)  # when the source exported it: "2020-04"
    imported_at: datetime = _moment()
    updated_at: datetime = _moment()


class EvidenceFinding(SQLModel, table=True):
    """One contrast on one outcome; `key` is its natural key.

    Sizes count people unless `unit` says otherwise; the improvement index is in percentile
    points (-50 to 50); effect sizes are in standard deviations, with the sign the source gives.
    """

    __tablename__ = "evidence_finding"
    __table_args__ = (Index("ix_evidence_finding_record", "record_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=120, unique=True)  # wwc:finding:5975
    record_id: int = Field(foreign_key="evidence_record.id")
    study_key: str = Field(default="", max_length=120)
    intervention_key: str = Field(default="", max_length=120, index=True)
    intervention: str = _text()
    comparison: str = _text()
    outcome: str = _text()
    domain: str = _text()
    topic: str = Field(default="", max_length=40)
    protocol: str = _text()
    period: str = _text()
    sample: str = _text()
    is_subgroup: bool = False
    n_total: int | None = None
    n_intervention: int | None = None
    n_comparison: int | None = None
    clusters_intervention: int | None = None
    clusters_comparison: int | None = None
    mean_intervention: float | None = None
    mean_comparison: float | None = None
    sd_intervention: float | None = None
    sd_comparison: float | None = None
    effect_size: float | None = None  # as the source computed it
    effect_size_study: float | None = None  # as the study's authors reported it
    improvement_index: float | None = None
    direction: str = Field(default="", max_length=20)  # intervention, comparison, none, "" unknown
    p_value: float | None = None
    p_value_study: float | None = None
    icc: float | None = None
    significant: bool | None = None
    rating: str = _text()
    essa_tier: int | None = None
    unit: str = _text()
    review_key: str = Field(default="", max_length=40)  # wwc:review:67254
    measured_by: str = Field(default="", max_length=20)  # a key of contrast.MEASURED_BY
    note: str = _text()
    flag: str = _text()
    # Which of these columns come from the file of cited studies, as the export leaves them blank.
    filled: list[str] = _list()


RECORDS: Table = EvidenceRecord.__table__  # type: ignore[attr-defined]
FINDINGS: Table = EvidenceFinding.__table__  # type: ignore[attr-defined]
