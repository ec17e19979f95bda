"""A work as reference managers read it: BibTeX, RIS and CSL-JSON."""

import json
import re
import unicodedata
from typing import TypedDict

import rispy
from bibtexparser.bibdatabase import BibDatabase
from bibtexparser.bwriter import BibTexWriter

from rpp.citations.work import Name, Work

# The ten signs that mean something to TeX.
TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def bibtex(work: Work) -> str:
    """A BibTeX entry in UTF-8: a report, or an article where the work stands in a journal."""
    issued = work.issued
    entry = {
        "ENTRYTYPE": "article" if work.journal else "techreport",
        "ID": _key(work),
        "author": " and ".join(_tex_name(name) for name in work.authors),
        "title": _tex_title(work.title),
        "year": f"{issued.year}" if issued else "",
        "month": f"{issued.month}" if issued and issued.month else "",
        "journal": _tex(work.journal),
        "volume": _tex(work.volume),
        "pages": _tex(work.pages.replace("–", "--")),
        "institution": "" if work.journal else _tex(work.publisher),
        "type": "" if work.journal else _tex(work.genre),
        "number": _tex(work.issue or work.number),
        "version": _tex(work.version),
        "doi": work.doi,
        # Not escaped: `url` sets it as it is.
        "url": work.url,
        "abstract": _tex(work.abstract),
        "keywords": _tex(", ".join(work.words)),
        "language": work.language,
        "copyright": work.license,
    }
    database = BibDatabase()
    database.entries = [{key: value for key, value in entry.items() if value}]
    writer = BibTexWriter()
    writer.order_entries_by = None
    writer.display_order = tuple(entry)
    return str(writer.write(database)).strip() + "\n"


def _tex(text: str) -> str:
    return " ".join(text.translate(TEX).split())


def _tex_title(title: str) -> str:
    """The title with what must keep its capitals in braces; its first word begins with one."""
    first, _, rest = title.partition(" ")
    kept = [word if n == 0 or not _needs_braces(word) else f"\0{word}\1"
            for n, word in enumerate([first, *rest.split()])]  # fmt: skip
    return _tex(" ".join(kept)).replace("\0", "{").replace("\1", "}")


def _needs_braces(word: str) -> bool:
    return any(letter.isupper() for letter in word)


def _tex_name(name: Name) -> str:
    if name.is_organization:
        return f"{{{_tex(name.family)}}}"
    # "Family, Jr., Given"; the word that parts two names must not stand in one.
    parts = (
        _tex(part).replace(" and ", " {and} ")
        for part in (name.family, name.suffix, name.given)
        if part
    )
    return ", ".join(parts)


def _key(work: Work) -> str:
    plain = unicodedata.normalize("NFKD", work.authors[0].family) if work.authors else ""
    family = re.sub(r"[^A-Za-z0-9]", "", plain)
    return f"{family or 'rpp'}{work.issued.year if work.issued else ''}-{work.id}"


class _Records(rispy.RisWriter):
    """Writes records without numbers before them, which are no part of RIS."""

    def set_header(self, count: int) -> str:
        return ""


def ris(*works: Work) -> str:
    """RIS records in UTF-8, lines ended as its readers expect them."""
    return (
        str(rispy.dumps([_ris(work) for work in works], implementation=_Records))
        .replace("\r\n", "\n")
        .replace("\n", "\r\n")
    )


def _ris(work: Work) -> dict[str, str | list[str]]:
    issued = work.issued
    entry: dict[str, str | list[str]] = {
        "type_of_reference": "JOUR" if work.journal else "RPRT",
        "authors": [name.reversed for name in work.authors],
        "title": work.title,
        "year": f"{issued.year}" if issued else "",
        # Year, month and day, each between strokes and empty where it is not known.
        "date": "/".join([*(f"{part:02}" for part in issued.parts), "", "", ""][:4])
        if issued
        else "",
        "journal_name": work.journal,
        "volume": work.volume,
        "number": work.issue or work.number,
        "start_page": work.pages.replace("–", "-").split("-")[0],
        "end_page": work.pages.replace("–", "-").partition("-")[2],
        "publisher": work.publisher,
        "type_of_work": work.genre,
        "edition": work.version,
        "abstract": work.abstract,
        "keywords": list(work.words),
        "doi": work.doi,
        "urls": [work.url] if work.url else [],
        "language": work.language,
        "accession_number": work.eric,
        "custom1": work.license,
    }
    return {key: _one_line(value) for key, value in entry.items() if value}


def _one_line(value: str | list[str]) -> str | list[str]:
    """Without the line breaks that would end a field before its end."""
    return (
        " ".join(value.split()) if isinstance(value, str) else [" ".join(v.split()) for v in value]
    )


class CslName(TypedDict, total=False):
    """A name of CSL-JSON."""

    family: str
    given: str
    suffix: str
    literal: str


def csl(work: Work) -> dict[str, object]:
    """A work as CSL-JSON 1.0.2 says it, without what is not known."""
    item: dict[str, object] = {
        "id": work.id,
        "type": "article-journal" if work.journal else "report",
        "title": work.title,
        "author": [_csl_name(name) for name in work.authors],
        "issued": {"date-parts": [list(work.issued.parts)]} if work.issued else None,
        "container-title": work.journal,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "publisher": work.publisher,
        "genre": "" if work.journal else work.genre,
        "number": work.number,
        "version": work.version,
        "DOI": work.doi,
        "URL": work.url,
        "abstract": work.abstract,
        "keyword": ", ".join(work.words),
        "language": work.language,
    }
    return {key: value for key, value in item.items() if value}


def _csl_name(name: Name) -> CslName:
    if name.is_organization or not name.given:
        return {"literal": name.family}
    found: CslName = {"family": name.family, "given": name.given}
    if name.suffix:
        found["suffix"] = name.suffix
    return found


def csl_json(*works: Work) -> str:
    """CSL-JSON: a list of items, as its readers expect one even of one work."""
    return json.dumps([csl(work) for work in works], ensure_ascii=False, indent=1)
