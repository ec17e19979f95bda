"""The rows of the exports, as they were read."""

from dataclasses import dataclass, field
from typing import Literal

FileKind = Literal["studies", "findings", "reports"]


@dataclass(frozen=True)
class Problem:
    """A row that was skipped, and why; reads `file:line: reason`."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a file says of one finding; None and "" mean that it does not say.

    Field names are columns of `evidence_finding`.
    """

    intervention_key: str = ""
    intervention: str = ""
    comparison: str = ""
    outcome: str = ""
    domain: str = ""
    topic: str = ""
    protocol: str = ""
    period: str = ""
    sample: str = ""
    is_subgroup: bool | None = None
    n_total: int | None = None
    n_intervention: int | None = None
    n_comparison: int | None = None
    clusters_intervention: int | None = None
    clusters_comparison: int | None = None
    mean_intervention: float | None = None
    mean_comparison: float | None = None
    sd_intervention: float | None = None
    sd_comparison: float | None = None
    effect_size: float | None = None
    effect_size_study: float | None = None
    improvement_index: float | None = None
    p_value: float | None = None
    p_value_study: float | None = None
    icc: float | None = None
    significant: bool | None = None
    rating: str = ""
    essa_tier: int | None = None
    unit: str = ""
    # The review that judged it, and who made its measure: a key of `contrast.MEASURED_BY`.
    review_key: str = ""
    measured_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding(Said):
    """One finding as one file gives it."""

    finding_id: int

    @property
    def key(self) -> str:
        return finding_key(self.finding_id)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Who was studied and where; shares of `demographics` are percentages."""

    grades: tuple[str, ...]
    settings: tuple[str, ...]
    school_types: tuple[str, ...]
    delivery: tuple[str, ...]
    demographics: dict[str, float]
    international: bool


@dataclass(frozen=True, kw_only=True)
class CitedFinding(Sample):
    """One row of the file of reviewed studies: a finding, and the study it belongs to."""

    finding: Finding
    study_id: int
    title: str
    citation: str
    publication: str
    published: str
    year: int | None
    eric_id: str
    design: str
    rating: str
    rating_reason: str
    standards_version: str
    purpose: str
    page_path: str
    # Whether it was done in more than one school.
    multisite: bool | None = None

    @property
    def study_key(self) -> str:
        return f"wwc:study:{self.study_id}"


@dataclass(frozen=True, kw_only=True)
class Report(Sample):
    """One row of the intervention reports: what WWC concludes on one outcome domain.

    Without a domain the report gives no rating.
    """

    intervention_id: int
    intervention: str
    protocol: str
    domain: str
    rating: str
    studies: int | None
    sample_size: int | None
    page_path: str

    @property
    def key(self) -> str:
        return intervention_key(self.intervention_id)


def finding_key(finding_id: int) -> str:
    """The natural key of a finding: "wwc:finding:5975"."""
    return f"wwc:finding:{finding_id}"


def intervention_key(intervention_id: int) -> str:
    """The natural key of an intervention: "wwc:intervention:214"."""
    return f"wwc:intervention:{intervention_id}"


def review_key(review_id: int | None) -> str:
    """The natural key of a review: "wwc:review:67254"; "" where the row names none."""
    return f"wwc:review:{review_id}" if review_id else ""


@dataclass
class Parsed:
    """One file, read: its rows by kind, and the rows that were skipped."""

    file: str
    kind: FileKind | None
    studies: list[CitedFinding] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.studies) + len(self.findings) + len(self.reports)
