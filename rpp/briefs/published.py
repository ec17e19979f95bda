"""What a published version says, with names as they were on that day; its text and its hash."""

import hashlib
import json
from dataclasses import dataclass, field, fields

from rpp.briefs.bars import Bar
from rpp.briefs.details.schema import Details
from rpp.briefs.files.texts import Attached
from rpp.briefs.review.printed import Review
from rpp.briefs.texts import Figure

LICENCE = "CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, with its lines read."""

    title: str
    unit: str
    rows: list[Bar]


@dataclass(frozen=True, slots=True)
class Voice:
    """A partner who sees it differently; `mark` is a sign of components/signs.html."""

    text: str
    name: str
    line: str
    mark: str


@dataclass(frozen=True, slots=True)
class Author:
    """Someone who made the brief."""

    name: str
    organization: str
    role: str
    mark: str


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization that made it."""

    id: int
    name: str
    state: str

    @property
    def full_name(self) -> str:
        return ", ".join(filter(None, (self.name, self.state)))


@dataclass(frozen=True, slots=True)
class People:
    """The ids of those whom a version names, in its order."""

    authors: list[int] = field(default_factory=list)
    dissent: list[int | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a brief stands on: the study, its design, the largest sample of one of its findings."""

    study: str
    design: str
    sample: int | None
    districts: list[Organization]
    organizations: list[Organization]
    people: People = field(default_factory=People)


@dataclass(frozen=True, slots=True)
class Content:
    """The content of a version: parts by key as Markdown, figures, chart, dissent, its basis.

    `format` is the number of its set of sections; versions of the first releases do not name it.
    """

    parts: dict[str, str]
    figures: list[Figure]
    chart: Chart | None
    dissent: list[Voice]
    basis: Basis
    format: int = 1
    files: list[Attached] = field(default_factory=list)
    # None in versions of before there were any.
    details: Details | None = None
    # None where it was published before reviews were asked for.
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Frozen:
    """All that publishing freezes."""

    title: str
    bottom_line: str
    content: Content
    authors: list[Author]


@dataclass(frozen=True, slots=True)
class Stated:
    """A version as it is stored: `content` and `authors` are plain JSON."""

    brief: int
    version: int
    title: str
    bottom_line: str
    content: object
    authors: object
    correction: str
    licence: str

    @property
    def canonical(self) -> str:
        """The text that the hash of a version is made of: JSON, keys sorted, no spaces."""
        stated = {one.name: getattr(self, one.name) for one in fields(self)}
        return json.dumps(stated, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def text_hash(self) -> str:
        """The SHA-256 of the canonical text, in hex."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()
