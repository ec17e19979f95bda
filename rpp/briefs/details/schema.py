"""The one schema of what catalogs say of a brief, for the form, imports, the API and exports.

What people or machines send is checked by `read`. What is stored was checked when it was written:
reading it again refuses nothing, so that a stricter rule never hides what was published.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, TypeAdapter, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from rpp.briefs.details import words
from rpp.citations import identifiers, partial_dates
from rpp.concepts import schemes
from rpp.organizations.domains import STATES

MOST_AUTHORS = 40
TYPED = "typed"


@dataclass(frozen=True)
class Reads:
    """Reads a value that someone sent into its one form; ValueError says what is wrong with it."""

    read: Callable[[Any], Any]
    about: Mapping[str, object] = field(default_factory=dict)

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), **self.about}

    def _checked(self, value: object, info: core_schema.ValidationInfo) -> object:
        return self.read(value) if value and info.context == TYPED else value


def _is_forbidden(sign: str) -> bool:
    return "\ud800" <= sign <= "\udfff" or (sign < " " and sign not in "\n\t")


def _text(most: int, lines: bool = False) -> Reads:
    def read(value: str) -> str:
        kept = value.replace("\r\n", "\n").strip() if lines else " ".join(value.split())
        if len(kept) > most:
            raise ValueError(f"Please use at most {most:,} characters.")
        if any(_is_forbidden(sign) for sign in kept):
            raise ValueError("This has a character that cannot be saved. Type it again by hand.")
        return kept

    return Reads(read, {"maxLength": most})


def _one_of(found: Callable[[], Mapping[str, str]], sentence: str) -> Reads:
    def read(value: str) -> str:
        if value not in found():
            raise ValueError(sentence)
        return value

    return Reads(read, {"enum": list(found())})


def _of(element: str) -> Reads:
    return _one_of(
        lambda: schemes.options(element),
        f"“{schemes.of_element(element).title}” has no such word. See /vocabulary.",
    )


def _most(number: int, things: str) -> Reads:
    def read(values: Sequence[object]) -> Sequence[object]:
        if len(values) > number:
            raise ValueError(f"A brief has {number} {things} at most.")
        if len({repr(one) for one in values}) < len(values):
            raise ValueError("One of them stands here twice.")
        return values

    return Reads(read, {"maxItems": number, "uniqueItems": True})


NOT_OFFERED = "Choose one from the list."
Line = Annotated[str, _text(200)]
Paragraph = Annotated[str, _text(2_000, lines=True)]
Address = Annotated[str, Reads(identifiers.link, {"format": "uri"})]
Ror = Annotated[str, Reads(identifiers.ror, {"pattern": r"^(https://ror\.org/0[a-z0-9]{8})?$"})]
Leaid = Annotated[str, Reads(identifiers.leaid, {"pattern": r"^([0-9]{7})?$"})]
Orcid = Annotated[
    str, Reads(identifiers.orcid, {"pattern": r"^([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])?$"})
]
Day = Annotated[str, Reads(partial_dates.read, {"pattern": r"^([0-9]{4}(-[0-9]{2}){0,2})?$"})]
Role = Annotated[str, _one_of(lambda: words.ROLES, "This is no role of CRediT.")]
Count = Annotated[str, _one_of(lambda: {"": "", **words.COUNTS}, NOT_OFFERED)]
Share = Annotated[str, _one_of(lambda: {"": "", **words.SHARES}, NOT_OFFERED)]
License = Annotated[str, _one_of(lambda: {"": "", **words.LICENSE_NAMES}, NOT_OFFERED)]
DataAccess = Annotated[str, _one_of(lambda: {"": "", **words.DATA}, NOT_OFFERED)]
Kind = Annotated[str, _one_of(lambda: words.RESOURCES, NOT_OFFERED)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Someone who made the brief; `person_id` is their account here, if they have one."""

    name: Line
    organization: Line = ""
    # The organization's ROR or NCES id, as far as the portal knows it.
    ror: Ror = ""
    leaid: Leaid = ""
    orcid: Orcid = ""
    roles: Annotated[list[Role], _most(14, "roles of one author")] = field(default_factory=list)
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """An organization that took part."""

    name: Line
    ror: Ror = ""
    leaid: Leaid = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Funder:
    """Who paid, and by which award."""

    name: Line
    award: Line = ""
    ror: Ror = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """Something that the brief rests on or comes with: data, an instrument, code, a plan."""

    kind: Kind
    address: Address
    title: Line = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Who was studied, in bands so broad that they single nobody out."""

    students: Count = ""
    staff: Count = ""
    schools: Count = ""
    low_income: Share = ""
    english_learners: Share = ""
    disabilities: Share = ""

    @property
    def shares(self) -> tuple[str, str, str]:
        return (self.low_income, self.english_learners, self.disabilities)


Keyword = Annotated[str, _text(60)]
State = Annotated[str, _one_of(lambda: STATES, "This is no state.")]
Grade = Annotated[str, _of("grade")]
Subject = Annotated[str, _of("subject")]
Locale = Annotated[str, _of("locale")]
SchoolType = Annotated[str, _of("school_type")]
ProgramType = Annotated[str, _of("program_type")]
Audience = Annotated[str, _of("audience")]
Outcome = Annotated[str, _of("outcome")]
Design = Annotated[
    str, _one_of(lambda: {"": "", **schemes.options("design")}, "See /vocabulary/design.")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What catalogs say of a brief; a draft may still lack any of it."""

    authors: Annotated[list[Contributor], _most(MOST_AUTHORS, "authors")] = field(
        default_factory=list
    )
    organizations: Annotated[list[Institution], _most(100, "organizations")] = field(
        default_factory=list
    )
    grades: Annotated[list[Grade], _most(20, "grades")] = field(default_factory=list)
    subjects: Annotated[list[Subject], _most(20, "subjects")] = field(default_factory=list)
    locales: Annotated[list[Locale], _most(20, "locales")] = field(default_factory=list)
    school_types: Annotated[list[SchoolType], _most(20, "types")] = field(default_factory=list)
    program_types: Annotated[list[ProgramType], _most(20, "types")] = field(default_factory=list)
    audiences: Annotated[list[Audience], _most(20, "audiences")] = field(default_factory=list)
    states: Annotated[list[State], _most(60, "states")] = field(default_factory=list)
    design: Design = ""
    outcomes: Annotated[list[Outcome], _most(20, "outcomes")] = field(default_factory=list)
    population: Population = Population()
    studied_from: Day = ""
    studied_until: Day = ""
    license: License = ""
    funding: Annotated[list[Funder], _most(20, "funders")] = field(default_factory=list)
    no_funding: bool = False
    conflicts: Paragraph = ""
    no_conflicts: bool = False
    data_access: DataAccess = ""
    resources: Annotated[list[Resource], _most(30, "links")] = field(default_factory=list)
    keywords: Annotated[list[Keyword], _most(12, "keywords")] = field(default_factory=list)

    @property
    def written(self) -> Iterator[str]:
        """Every text that people typed."""
        yield self.conflicts
        yield from self.keywords
        for one in self.resources:
            yield one.title


class About(NamedTuple):
    """What a field asks: its name, help for whoever fills it in, and what is said without it."""

    title: str
    help: str
    missing: str = ""


FIELDS: dict[str, About] = {
    "authors": About(
        "Authors",
        "In the order in which they are cited. Each author needs at least one role of CRediT.",
        "Name the authors, and choose at least one role for each.",
    ),
    "organizations": About(
        "Organizations",
        "One on each line, with its ROR id or its LEAID after a bar, if it has one: "
        "“Cullman County | 0101020”.",
        "Name the organizations that took part.",
    ),
    "grades": About("Grades", "The grades it is about.", "Choose the grades it is about."),
    "subjects": About("Subjects", "What it is about.", "Choose what it is about."),
    "locales": About(
        "Where the schools are",
        "The NCES locales of the schools that took part, by their names in CEDS.",
        "Choose where the schools are.",
    ),
    "school_types": About(
        "School types",
        "What kind of schools took part. Most are regular schools.",
        "Choose what kind of schools took part.",
    ),
    "program_types": About(
        "Program types",
        "The programs it is about. Choose “Regular education” if it is about none of the others.",
        "Choose the kind of program, or “Regular education”.",
    ),
    "audiences": About("Audience", "Who should read it.", "Choose who should read it."),
    "states": About(
        "States", "Where the study took place.", "Choose the states where the study took place."
    ),
    "design": About(
        "Design",
        "How the study compared. The words are explained at /vocabulary/design.",
        "Choose how the study was designed.",
    ),
    "outcomes": About(
        "What was measured",
        "The kinds of outcomes, explained at /vocabulary/outcome.",
        "Choose what was measured.",
    ),
    "population": About(
        "Who was studied",
        "In broad bands, so that no one can be singled out. Fill in at least one of students, "
        "staff or schools.",
        "Say how many students, staff or schools were studied.",
    ),
    "studied_from": About(
        "First day of the study",
        "A year is enough: 2025, Sep 2025 or Sep 1, 2025.",
        "Say when the study began. A year is enough.",
    ),
    "studied_until": About(
        "Last day of the study",
        "Leave it empty if the study goes on.",
    ),
    "license": About("License", "What readers may do with the brief.", "Choose a license."),
    "funding": About(
        "Who paid for the work",
        "One funder on each line, then the award number and the funder’s ROR id, if there are any: "
        "“Institute of Education Sciences | R305A200001 | https://ror.org/…”.",
        "Name who paid for the work, or say that no one outside did.",
    ),
    "no_funding": About("No one outside paid for this work", ""),
    "conflicts": About(
        "Conflicts of interest",
        "Say what a reader should know: an author sells the program, works for its maker, or "
        "was paid by them.",
        "Name conflicts of interest, or say that there are none.",
    ),
    "no_conflicts": About("The authors have no conflicts of interest", ""),
    "data_access": About(
        "Can others get the data?",
        "Records of students are usually not shared.",
        "Say whether others can get the data.",
    ),
    "resources": About(
        "Links to data, instruments and the like",
        "One on each line: what it is (data, instrument, code, registration or publication), its "
        "DOI or address, and a title: “instrument | https://… | Family survey”. The problem and "
        "the study are linked by the portal.",
    ),
    "keywords": About(
        "Keywords",
        "Up to 12, with commas between them: words that people search for.",
        "Add at least one keyword.",
    ),
}


class Fault(NamedTuple):
    """What is wrong: where, from the outside in, and a sentence."""

    path: tuple[str | int, ...]
    sentence: str


class Refused(ValueError):
    """Details that break a rule."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.sentence for fault in faults))
        self.faults = tuple(faults)


_ADAPTER = TypeAdapter(Details)


def read(sent: Mapping[str, object]) -> Details:
    """Details as someone sent them, by the names of the fields; Refused names all that is wrong."""
    try:
        found = _ADAPTER.validate_python(sent, context=TYPED, extra="forbid")
    except ValidationError as error:
        raise Refused([_fault(dict(one)) for one in error.errors()]) from None
    if faults := list(_between_fields(found)):
        raise Refused(faults)
    return found


def _fault(error: Mapping[str, Any]) -> Fault:
    own = error.get("ctx", {}).get("error")
    sentences = {
        "missing": "Please fill this in.",
        "extra_forbidden": "There is no such field.",
        "unexpected_keyword_argument": "There is no such field.",
    }
    sentence = str(own) if own else sentences.get(error["type"], "This is not what belongs here.")
    return Fault(tuple(error["loc"]), sentence)


def _between_fields(found: Details) -> Iterator[Fault]:
    """What is wrong of several fields together."""
    first, last = found.studied_from, found.studied_until
    if last and not first:
        yield Fault(("studied_from",), FIELDS["studied_from"].missing)
    if first and last and last < first[: len(last)]:
        yield Fault(("studied_until",), "The last day comes before the first.")
    if found.no_funding and found.funding:
        yield Fault(("no_funding",), "Someone is named as paying. Clear one of the two.")
    if found.no_conflicts and found.conflicts:
        yield Fault(("no_conflicts",), "A conflict is named. Clear one of the two.")
    if found.data_access == "open" and not any(one.kind == "data" for one in found.resources):
        yield Fault(("resources",), "Give the address of the data, on a line that begins “data”.")
    if found.population.students in ("", "under-10") and any(found.population.shares):
        yield Fault(("population",), FEW)
    yield from _of_authors(found.authors)


def _of_authors(authors: Sequence[Contributor]) -> Iterator[Fault]:
    """Each has a name, and nobody is there twice: an iD or an account is of one person."""
    for at, author in enumerate(authors):
        before = authors[:at]
        if not author.name:
            yield Fault(("authors", at, "name"), "Give the author’s name.")
        if author.orcid and any(one.orcid == author.orcid for one in before):
            yield Fault(("authors", at, "orcid"), "Another author has this ORCID iD already.")
        if author.person_id and any(one.person_id == author.person_id for one in before):
            yield Fault(("authors", at, "name"), "This person is named twice.")


FEW = "Shares are said only of 10 students or more: with fewer, they could point to a student."
# What must be known before a brief is published.
NEEDED = frozenset(
    (
        *("authors", "organizations", "grades", "subjects", "audiences", "license", "keywords"),
        *("funding", "conflicts", "states", "locales", "school_types", "program_types", "design"),
        *("outcomes", "population", "studied_from", "data_access"),
    )
)
# Of whoever reads the studies of others nobody asks where and on whom these were done: reviews
# often do not say, and nobody should have to guess.
REVIEW = "synthesis"
OF_A_PLACE = frozenset(
    ("locales", "school_types", "program_types", "population", "studied_from", "states")
)


def missing(found: Details | None) -> list[str]:
    """The names of the fields that must be filled before a brief is published, in their order."""
    details = found or Details()
    asked = NEEDED - OF_A_PLACE if details.design == REVIEW else NEEDED
    return [name for name in FIELDS if name in asked and not _has(details, name)]


def _has(details: Details, name: str) -> bool:
    people = details.population
    answers = {
        "authors": bool(details.authors) and all(one.roles for one in details.authors),
        "population": bool(people.students or people.staff or people.schools),
        "funding": bool(details.funding or details.no_funding),
        "conflicts": bool(details.conflicts or details.no_conflicts),
    }
    return answers[name] if name in answers else bool(getattr(details, name))


def json_schema() -> JsonSchemaValue:
    """The schema as JSON Schema (2020-12), with what each field asks."""
    schema = _ADAPTER.json_schema()
    for name, about in FIELDS.items():
        told = {"title": about.title, "description": about.help or about.title}
        schema["properties"][name].update(told)
    return schema
