"""Lists that people type as lines with bars between the parts, as in “Cullman County | 0101020”."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rpp.briefs.details.schema import Details, Funder, Institution, Resource


def of_organizations(organizations: Iterable[Institution]) -> str:
    return _lines((one.name, one.ror or one.leaid) for one in organizations)


def of_funding(funders: Iterable[Funder]) -> str:
    return _lines((one.name, one.award, one.ror) for one in funders)


def of_resources(resources: Iterable[Resource]) -> str:
    return _lines((one.kind, one.address, one.title) for one in resources)


def of_authors(details: Details) -> str:
    """The authors in their order, as two people compare what they typed."""
    return "\n".join(
        f"{at}. " + " | ".join(filter(None, (one.name, one.organization, one.orcid, *one.roles)))
        for at, one in enumerate(details.authors, 1)
    )


def _lines(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(" | ".join(row).rstrip(" |") for row in rows)


def organizations(text: str) -> list[dict[str, str]]:
    """Organizations as the schema reads them."""
    return [{"name": name, **identified(id_)} for name, id_ in _parts(text, 2)]


def funding(text: str) -> list[dict[str, str]]:
    """Funders as the schema reads them; of award and ROR id either may be missing."""
    return [
        {"name": name, "award": "", "ror": award}
        if "ror.org/" in award and not ror
        else {"name": name, "award": award, "ror": ror}
        for name, award, ror in _parts(text, 3)
    ]


def resources(text: str) -> list[dict[str, str]]:
    """Links as the schema reads them."""
    return [
        {"kind": kind.lower(), "address": address, "title": title}
        for kind, address, title in _parts(text, 3)
    ]


def keywords(text: str) -> list[str]:
    """Keywords, parted by commas, semicolons or lines."""
    parts = text.replace("\n", ",").replace(";", ",").split(",")
    return list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def identified(id_: str) -> Mapping[str, str]:
    """A LEAID or a ROR id by the name of its field."""
    return {"leaid": id_} if id_.isdigit() else {"ror": id_}


def _parts(text: str, most: int) -> Iterator[list[str]]:
    """The parts of each line, `most` of them; the last keeps any further bars."""
    for line in text.splitlines():
        if line.strip():
            parts = [part.strip() for part in line.split("|", most - 1)]
            yield [*parts, *[""] * (most - len(parts))]
