"""What is said of a work in every format: one record that all of them are written from."""

from dataclasses import dataclass, field
from datetime import date
from typing import Self

from rpp import personal_names


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in its parts, or an organization's as it stands in `family` alone."""

    family: str
    given: str = ""
    suffix: str = ""
    orcid: str = ""
    # Where they worked, as it was called then, and its ROR address or its LEAID.
    affiliation: str = ""
    affiliation_id: str = ""
    # Their part in the work: the addresses of CRediT roles.
    roles: tuple[str, ...] = ()
    is_organization: bool = False
    # Of an organization: its ROR address or its LEAID.
    identifier: str = ""

    @classmethod
    def read(cls, text: str, affiliation: str = "", affiliation_id: str = "") -> Self:
        """Take a person's name apart, as `personal_names` does."""
        parts = personal_names.read(text)
        return cls(*parts, affiliation=affiliation, affiliation_id=affiliation_id)

    @property
    def reversed(self) -> str:
        """ "Feld, Imani", "King, Ada, Jr."; an organization as it is."""
        return ", ".join(filter(None, (self.family, self.given, self.suffix)))

    @property
    def whole(self) -> str:
        """ "Imani Feld", "Ada King Jr."; an organization as it is."""
        return " ".join(filter(None, (self.given, self.family, self.suffix)))


@dataclass(frozen=True, slots=True)
class Issued:
    """When a work came out, as far as it is known: a year alone is no day in January."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def on(cls, day: date) -> Self:
        return cls(day.year, day.month, day.day)

    @property
    def parts(self) -> tuple[int, ...]:
        """Year, month and day, as many as are known."""
        month = (self.month,) if self.month else ()
        return (self.year, *month, *((self.day,) if month and self.day else ()))

    @property
    def iso(self) -> str:
        """ "2026", "2026-11" or "2026-11-30"."""
        year, *rest = self.parts
        return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])


@dataclass(frozen=True, slots=True)
class Subject:
    """What a work is about: a word, and the address of its meaning in a scheme, if it has one."""

    term: str
    iri: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class Related:
    """Another work, and what this one is to it, in the words of DataCite."""

    relation: str  # IsVersionOf, IsNewVersionOf, IsDerivedFrom, IsBasedOn …
    address: str


@dataclass(frozen=True, slots=True)
class Funding:
    """Who paid, by which award; the funder's ROR address."""

    name: str
    award: str = ""
    ror: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """One work: a version of a brief, or a study that others published."""

    # Stable, and unlike that of any other work of this portal: "brief-7-v2".
    id: str
    title: str
    authors: tuple[Name, ...]
    issued: Issued | None
    publisher: str
    url: str = ""
    doi: str = ""
    # What kind of thing it is, as its readers say: "Practitioner brief".
    genre: str = ""
    # Its number among its kind: "Brief 7".
    number: str = ""
    version: str = ""
    abstract: str = ""
    language: str = "en"
    # An SPDX identifier and the license's address.
    license: str = ""
    license_url: str = ""
    subjects: tuple[Subject, ...] = ()
    journal: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    eric: str = ""
    related: tuple[Related, ...] = field(default=())
    funding: tuple[Funding, ...] = ()
    pdf_url: str = ""
    audience: tuple[Subject, ...] = ()
    grades: tuple[Subject, ...] = ()
    # What it is about in schemes beside subjects and grades: design, outcome, locale …
    classified: tuple[Subject, ...] = ()
    # Words of its authors.
    keywords: tuple[str, ...] = ()
    # Organizations that took part, beside the authors.
    contributors: tuple[Name, ...] = ()
    # Where and when it was studied: states by name, and ISO 8601 dates as far as they are known.
    places: tuple[str, ...] = ()
    studied: tuple[str, str] = ("", "")
    # Whom it studied, and what its reader should know of its authors' interests.
    population: str = ""
    disclosure: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """The words by which a reference manager finds it: its subjects and its authors' own."""
        told = (*(subject.term for subject in self.subjects), *self.keywords)
        return tuple(dict.fromkeys(told))

    @property
    def about(self) -> tuple[Subject, ...]:
        """All that it is about, each word in its scheme if it has one."""
        own = (Subject(word) for word in self.keywords)
        return (*self.subjects, *self.grades, *self.classified, *own)

    @property
    def span(self) -> str:
        """When it was studied, as an interval of ISO 8601: "2025-08/2026-05", "2025/..", "2025"."""
        first, last = self.studied
        if not first or first == last:
            return first
        return f"{first}/{last or '..'}"
