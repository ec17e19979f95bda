"""What an import writes, column by column."""

from dataclasses import dataclass, field, fields

from rpp.evidence.outcomes import Conclusion, Outcome
from rpp.evidence.sentence import Sentence
from rpp.evidence.wwc.rows import Said
from rpp.evidence.wwc.words import EXPORTED


@dataclass(frozen=True, kw_only=True)
class FindingValues(Said):
    """A row of `evidence_finding`: what the files say together, and what the portal adds."""

    key: str
    study_key: str
    direction: str
    note: str
    flag: str
    # The columns that come from the file of cited studies.
    filled: list[str]
    record_id: int = 0

    @property
    def home(self) -> str:
        """The key of the record that holds it: its study, or else its intervention."""
        return self.study_key or self.intervention_key


@dataclass(frozen=True, kw_only=True)
class About:
    """What the files say of a record itself, by column of `evidence_record`."""

    form: str = ""
    title: str = ""
    citation: str = ""
    publication: str = ""
    published: str = ""
    year: int | None = None
    eric_id: str = ""
    design: str = ""
    rating: str = ""
    rating_reason: str = ""
    standards_version: str = ""
    purposes: list[str] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    school_types: list[str] = field(default_factory=list)
    delivery: list[str] = field(default_factory=list)
    demographics: dict[str, float] = field(default_factory=dict)
    international: bool = False
    multisite: bool | None = None
    effectiveness: list[Conclusion] = field(default_factory=list)
    page_path: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a record's findings and reports add up to, by column of `evidence_record`."""

    interventions: list[str]
    outcomes: list[Outcome]
    protocols: list[str]
    domains: list[str]
    topics: list[str]
    sample_size: int | None
    essa_tier: int | None
    finding_count: int


@dataclass(frozen=True, kw_only=True)
class RecordValues(About, Summary):
    """A row of `evidence_record`."""

    key: str
    source: str = "wwc"
    exported: str = EXPORTED
    sentence: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    sentences_form: int = 0
    title_key: str = ""
    author_key: str = ""


SAID = tuple(one.name for one in fields(Said))
