"""The answers of ERIC's API (api.ies.ed.gov/eric, format=json), one or several in a file."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from rpp.evidence.references.reading.entries import (
    Draft,
    Entry,
    Trouble,
    entry,
    note,
    trouble,
)

Json = object
Document = Mapping[str, Json]

# The first of ERIC's publication types that is found decides; they may be several.
_TYPES = (
    ("dissertations", "thesis"),
    ("theses", "thesis"),
    ("journal articles", "article"),
    ("books", "book"),
    ("collected works", "book"),
    ("speeches", "conference"),
    ("numerical", "dataset"),
    ("reports", "report"),
    ("guides", "report"),
)
# "Review of Research, v12 n3 p45-67 Mar 2019", and each of its numbers may be missing.
_SOURCE = re.compile(
    r"(?P<container>.+?),\s(?:v(?P<volume>\S+))?\s?(?:n(?P<issue>\S+))?\s?(?:p(?P<pages>\S+))?"
    r"(?:\s.*?\d{4})?$"
)


def read(text: str, troubles: list[Trouble]) -> Iterator[Entry]:
    """The entries of a file; a whole answer, its list of documents, or one document a line."""
    at = 0
    for document in _documents(text, troubles):
        found = str(document.get("id", ""))
        begins = text.find(f'"{found}"', at) if found else -1
        at = begins if begins >= 0 else at
        yield _entry(document, text.count("\n", 0, at) + 1)


def _documents(text: str, troubles: list[Trouble]) -> Iterator[Document]:
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,\ufeff")) if text[at] in _GAPS else 0
        if at >= len(text):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except RecursionError:
            note(troubles, trouble(0, "The file is nested too deeply.", "The rest was left out."))
            return
        except json.JSONDecodeError as error:
            what = f"This is not JSON: {error.msg}."
            rest = text[error.pos : error.pos + 120]
            note(troubles, trouble(error.lineno, what, "The rest was left out.", rest))
            return
        yield from _inside(value, troubles)


_GAPS = frozenset(" \t\r\n,\ufeff")


def _inside(value: Json, troubles: list[Trouble]) -> Iterator[Document]:
    if _is_map(value) and _is_map(value.get("response")):
        value = value["response"]
    if _is_map(value) and "docs" in value:
        value = value["docs"]
    for one in [value] if _is_map(value) else value if isinstance(value, list) else []:
        if _is_map(one):
            yield one
        else:
            note(troubles, trouble(0, "This is no document of ERIC.", "Left out.", str(one)))
    if not _is_map(value) and not isinstance(value, list):
        note(troubles, trouble(0, "This is no answer of ERIC.", "Left out.", str(value)))


def _is_map(value: Json) -> TypeGuard[Document]:
    return isinstance(value, dict)


def _texts(document: Document, name: str) -> list[str]:
    value = document.get(name)
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if isinstance(one, str | int | float)]


def _one(document: Document, *names: str) -> str:
    return next((text for name in names for text in _texts(document, name) if text.strip()), "")


def _entry(document: Document, line: int) -> Entry:
    draft = Draft(line)
    for name in ("id", "title", "author", "description", "subject", "url"):
        if isinstance(document.get(name), dict | bool):
            draft.note(f"The field {name} is no text.", "It was left out.")
    source = _one(document, "source")[:500]
    place = _SOURCE.match(source)
    parts = place.groupdict("") if place else {"container": source}
    draft.type = _type(_texts(document, "publicationtype"))
    draft.authors = _texts(document, "author") or _texts(document, "institution")
    draft.keywords = _texts(document, "subject")
    draft.hints = [*_texts(document, "url"), *_texts(document, "identifiers")]
    draft.peer_reviewed = _yes(document.get("peerreviewed"))
    draft.texts = {
        "title": _one(document, "title"),
        **{name: parts.get(name, "") for name in ("container", "volume", "issue", "pages")},
        "publisher": _one(document, "publisher"),
        "year": _one(document, "publicationdateyear"),
        "published": _one(document, "publicationdate", "publicationdateyear"),
        "doi": _one(document, "doi"),
        "eric_id": _one(document, "id"),
        "isbn": " ".join(_texts(document, "isbn")),
        "issn": " ".join(_texts(document, "issn")),
        "url": _one(document, "url"),
        "abstract": _one(document, "description"),
        "language": _one(document, "language"),
    }
    return entry(draft)


def _type(given: Sequence[str]) -> str:
    said = " ".join(given).lower()
    return next((kind for words, kind in _TYPES if words in said), "other")


def _yes(value: Json) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"t": True, "true": True, "f": False, "false": False}.get(str(value).strip().lower())
