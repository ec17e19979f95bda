"""What details say in words: for the box on a brief's page, comparisons and catalogs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from rpp.briefs.details import words
from rpp.briefs.details.schema import Details, Institution, Population
from rpp.briefs.published import LICENCE, Basis
from rpp.citations import partial_dates
from rpp.citations.identifiers import ORCID
from rpp.concepts import schemes
from rpp.layout import Link
from rpp.organizations.domains import STATES
from rpp.vocabulary import grades_in_words

_COUNTED = (("students", "students"), ("staff", "teachers and other staff"), ("schools", "schools"))
_SHARED = (
    ("low_income", "from families with low income"),
    ("english_learners", "multilingual learners"),
    ("disabilities", "with disabilities"),
)
NO_CONFLICTS = "The authors say that they have no conflicts of interest."
NO_FUNDING = "No one outside paid for this work."


class Told(NamedTuple):
    """A term and what is so: words in a row, or a line each; some lead somewhere."""

    term: str
    lines: list[Link]
    in_a_row: bool = False


class Author(NamedTuple):
    """An author as catalogs name them."""

    name: str
    organization: Link
    orcid: Link | None
    roles: str


def population(who: Population) -> str:
    """Whom a study was about, in bands: "1,000 to 4,999 students; 10 to 99 schools."."""
    counts = [
        f"{words.COUNTS[band].lower()} {things}"
        for name, things in _COUNTED
        if (band := getattr(who, name)) in words.COUNTS
    ]
    shares = [
        f"{words.SHARES[band].lower()} {whose}"
        for name, whose in _SHARED
        if (band := getattr(who, name)) in words.SHARES
    ]
    told = [*counts, *([f"of the students: {', '.join(shares)}"] if shares else ())]
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def disclosure(told: Details) -> str:
    """Conflicts of interest in a sentence; "" where nobody said anything."""
    if told.no_conflicts:
        return NO_CONFLICTS
    return f"Conflicts of interest: {told.conflicts}" if told.conflicts else ""


def authors(told: Details) -> list[Author]:
    """The authors in their order, with their parts in the work."""
    return [
        Author(
            one.name,
            Link(one.organization, one.ror),
            Link(one.orcid, f"{ORCID}/{one.orcid}") if one.orcid else None,
            _listed(words.ROLES[role] for role in one.roles if role in words.ROLES),
        )
        for one in told.authors
    ]


def facts(told: Details) -> list[Told]:
    """What details say, term by term, without what they do not say."""
    found = [
        Told(term, [one for one in lines if one.label], term in _IN_A_ROW)
        for term, lines in _facts(told)
    ]
    return [one for one in found if one.lines]


_IN_A_ROW = ("Subjects", "What was measured", "Design")


def texts(told: Details | None) -> dict[str, str]:
    """What details say as texts by term, "" for what they do not say; authors with their parts."""
    details = told or Details()
    made = [", ".join(filter(None, (one.name, one.roles))) for one in authors(details)]
    rest = {term: "\n".join(one.label for one in lines) for term, lines in _facts(details)}
    return {"Authors": "\n".join(made), **rest}


def known(basis: Basis, licence: str, tags: Mapping[str, Sequence[str]]) -> Details:
    """What the portal knows of a version that was published before it had details."""
    named = [*basis.organizations, *basis.districts]
    return Details(
        organizations=[Institution(name=one.name) for one in named],
        grades=list(tags.get("grade", ())),
        subjects=list(tags.get("subject", ())),
        states=list(dict.fromkeys(one.state for one in basis.districts)),
        design=basis.design if schemes.find("design", basis.design) else "",
        license=words.SPDX.get(licence, ""),
    )


def _facts(told: Details) -> Iterator[tuple[str, list[Link]]]:
    yield "Subjects", _words("subject", told.subjects)
    yield "Grades", [_plain(grades_in_words(told.grades))]
    yield "What was measured", _words("outcome", told.outcomes)
    yield "Design", _words("design", [told.design])
    yield "Who was studied", [_plain(population(told.population))]
    yield "Where", [_plain(_listed(STATES[one] for one in told.states if one in STATES))]
    yield "Locale", _words("locale", told.locales)
    yield "School types", _words("school_type", told.school_types)
    yield "Programs", _words("program_type", told.program_types)
    yield "When", [_plain(partial_dates.span(told.studied_from, told.studied_until))]
    yield "For", _words("audience", told.audiences)
    yield "Organizations", [Link(one.name, one.ror) for one in told.organizations]
    yield "Who paid", _funding(told)
    yield "Conflicts of interest", [_plain(NO_CONFLICTS if told.no_conflicts else told.conflicts)]
    yield "Data", [_plain(_access(told.data_access))]
    yield "Links", [Link(one.title or one.address, one.address) for one in told.resources]
    yield "License", _license(told.license)
    yield "Keywords", [_plain(_listed(told.keywords))]


def _plain(text: str) -> Link:
    return Link(text, "")


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(texts)


def _words(element: str, codes: Sequence[str]) -> list[Link]:
    """Words of a scheme: those of the portal's own lead to their meaning."""
    found = [one for code in codes if (one := schemes.find(element, code))]
    if schemes.of_element(element).ceds:
        return [_plain(_listed(one.label for one in found))]
    return [Link(one.label, one.path) for one in found]


def _funding(told: Details) -> list[Link]:
    if told.no_funding:
        return [_plain(NO_FUNDING)]
    return [
        Link(f"{one.name}, award {one.award}" if one.award else one.name, one.ror)
        for one in told.funding
    ]


_ACCESS = {
    "open": "Anyone can get the data.",
    "on-request": "Shared on request.",
    "not-shared": "Not shared.",
}


def _access(key: str) -> str:
    return _ACCESS.get(key, "")


def license_name(told: Details | None) -> str:
    """The name of the license under which a brief comes out."""
    license = words.LICENSES.get(told.license) if told else None
    return license.name if license else LICENCE


def license_words(name: str) -> str:
    """A license by its name, with what it lets readers do."""
    return words.LICENSE_NAMES.get(words.SPDX.get(name, ""), name)


def _license(id_: str) -> list[Link]:
    license = words.LICENSES.get(id_)
    return [Link(f"{license.name}: {license.words}", license.address)] if license else []
