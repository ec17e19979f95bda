"""BibTeX; bibtexparser reads each entry apart, so that a broken one takes no other with it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from bibtexparser.bibdatabase import UndefinedString
from bibtexparser.bparser import BibTexParser
from bibtexparser.customization import splitname
from bibtexparser.latexenc import latex_to_unicode
from pyparsing import ParseException

from rpp.evidence.references.reading.entries import (
    MOST_ENTRIES,
    Draft,
    Entry,
    Trouble,
    entry,
    trouble,
)

_BEGINS = re.compile(r"@\s*([A-Za-z]+)\s*([{(])")
_LINE_BEGINS = re.compile(r"^\s*@\s*[A-Za-z]+\s*[{(]", re.MULTILINE)
LONGEST = 200_000
_TYPES = {
    **dict.fromkeys(("article", "periodical", "suppperiodical"), "article"),
    **dict.fromkeys(("book", "mvbook", "collection", "proceedings", "booklet"), "book"),
    **dict.fromkeys(("incollection", "inbook", "suppbook", "inreference"), "chapter"),
    **dict.fromkeys(("inproceedings", "conference"), "conference"),
    **dict.fromkeys(("techreport", "report", "manual"), "report"),
    **dict.fromkeys(("phdthesis", "mastersthesis", "thesis"), "thesis"),
    **dict.fromkeys(("online", "www", "electronic"), "webpage"),
    "dataset": "dataset",
}
Fields = dict[str, str]


class Block(NamedTuple):
    """One entry as it stands in the file: its first line, its kind, its text."""

    line: int
    kind: str
    text: str
    is_whole: bool


def read(lines: Sequence[str], troubles: list[Trouble]) -> Iterator[Entry]:
    """The entries of a BibTeX file, in their order; what concerns the file goes to `troubles`."""
    # One more than are taken, so that it is told; each costs a thousandth of a second.
    blocks = list(islice(_blocks("\n".join(lines), troubles), MOST_ENTRIES + 1))
    parser = BibTexParser(ignore_nonstandard_types=False, common_strings=True)
    parser.expect_multiple_parse = True
    read = [(block, *_fields(parser, block)) for block in blocks]
    by_key = {fields["ID"].lower(): fields for _, fields, _ in read if fields.get("ID")}
    for block, fields, wrong in read:
        if block.kind in ("string", "preamble", "comment"):
            troubles += wrong
            continue
        yield _entry(block, _inherited(fields, by_key), wrong)


def _blocks(text: str, troubles: list[Trouble]) -> Iterator[Block]:
    """Cut the text into entries by their braces; one that does not end, ends at the next."""
    at, line, seen = 0, 1, 0
    begins = [one.start() for one in _LINE_BEGINS.finditer(text)]
    while found := _BEGINS.search(text, at):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        place = bisect_left(begins, found.end())
        following = begins[place] if place < len(begins) else len(text)
        end = _end(text, found.end() - 1, following)
        is_whole = end > 0
        end = end or following
        yield Block(line, found[1].lower(), text[found.start() : end], is_whole)
        at = end
    if not at:
        troubles.append(trouble(0, "No entry begins with @.", "Nothing was read."))


def _end(text: str, at: int, following: int) -> int:
    """Where the brace at `at` closes; 0 where it does not before the `following` entry's line."""
    closing = {"{": "}", "(": ")"}[text[at]]
    depth, quiet = 0, False
    for i in range(at + 1, min(following, at + LONGEST)):
        c = text[i]
        if quiet:
            quiet = False
        elif c == "\\":
            quiet = True
        elif c == closing and depth == 0:
            return i + 1
        elif c == "{":
            depth += 1
        elif c == "}":
            depth -= 1
    return 0


def _fields(parser: BibTexParser, block: Block) -> tuple[Fields, list[Trouble]]:
    """What bibtexparser reads in an entry, and why it may read nothing."""
    wrong: list[Trouble] = []
    text = block.text
    if not block.is_whole:
        wrong.append(trouble(block.line, "The braces of this entry do not close.", "Closed there."))
        open_ = text.count("{") - text.count("}")
        text = text.rstrip().rstrip(",") + "}" * max(open_, 1)
    for _attempt in range(20):
        parser.bib_database.entries = []
        parser.bib_database.comments = []
        try:
            parser.parse(text)
        except UndefinedString as error:
            name = str(error.args[0] if error.args else error)
            wrong.append(
                trouble(block.line, f"“{name[:60]}” is not defined.", "Taken as it stands.")
            )
            parser.bib_database.strings[name.lower()] = name
            continue
        except (ParseException, RecursionError, KeyError, AttributeError, IndexError):
            break
        break
    if parser.bib_database.entries:
        fields: Fields = parser.bib_database.entries[0]
        return fields, wrong
    if block.kind not in ("string", "preamble", "comment"):
        fields = _by_hand(text)
        done = "Its plain fields were read." if len(fields) > 2 else "It was left out."
        wrong.append(trouble(block.line, "This entry is not BibTeX.", done, text))
        return fields, wrong
    return {}, wrong


_FIELD = re.compile(
    r"^\s*([A-Za-z][\w-]{0,40})\s*=\s*(?:\{(.*?)\}|\"(.*?)\"|(\d+))\s*,?\s*(?:[}\s]*)$",
    re.MULTILINE,
)


def _by_hand(text: str) -> Fields:
    """The fields that stand whole on a line each."""
    head = re.match(r"@\s*(\w+)\s*[{(]\s*([^,\s]*)", text)
    fields = {"ENTRYTYPE": head[1].lower() if head else "misc", "ID": head[2] if head else ""}
    for found in _FIELD.finditer(text):
        value = next((one for one in found.groups()[1:] if one is not None), "")
        fields.setdefault(found[1].lower(), value)
    return fields


_OF_BOOK = ("year", "date", "publisher", "editor")


def _inherited(fields: Fields, by_key: dict[str, Fields]) -> Fields:
    """A chapter says what its book says in the entry that it refers to."""
    parent = by_key.get(fields.get("crossref", "").lower())
    if not parent or parent is fields:
        return fields
    own: Fields = {name: parent[name] for name in _OF_BOOK if name in parent}
    return {"booktitle": parent.get("title", ""), **own, **fields}


# --- an entry ------------------------------------------------------------------------------


def _entry(block: Block, fields: Fields, wrong: list[Trouble]) -> Entry:
    draft = Draft(block.line, troubles=wrong)
    said = {name: _words(value) for name, value in fields.items()}
    # These are not LaTeX, whatever a program put before their signs.
    raw = {
        name: _address(fields.get(name, "")) for name in ("doi", "url", "howpublished", "eprint")
    }
    draft.type = _TYPES.get(fields.get("ENTRYTYPE", "").lower(), "other")
    draft.authors = _people(fields.get("author", ""))
    draft.editors = _people(fields.get("editor", ""))
    keywords = said.get("keywords", "") or said.get("keyword", "")
    draft.keywords = [keywords if ";" in keywords else keywords.replace(",", ";")]
    hints = (raw["howpublished"], raw["eprint"], said.get("note", ""), said.get("eric", ""))
    draft.hints = [one for one in hints if one]
    inside = ("journal", "journaltitle", "booktitle")
    container = next((said[name] for name in inside if said.get(name)), "")
    publisher = ("publisher", "institution", "school", "organization")
    subtitle = said.get("subtitle", "")
    title = said.get("title", "")
    draft.texts = {
        "title": f"{title}: {subtitle}" if title and subtitle else title,
        "container": container,
        "publisher": next((said[name] for name in publisher if said.get(name)), ""),
        "volume": said.get("volume", ""),
        "issue": said.get("number", "") or said.get("issue", ""),
        "pages": re.sub(r"\s*-{2,3}\s*", "–", said.get("pages", "")),
        "year": said.get("year", "") or said.get("date", ""),
        "published": said.get("date", "") or said.get("year", ""),
        "doi": raw["doi"],
        "eric_id": said.get("eric", "") or raw["eprint"],
        "isbn": said.get("isbn", ""),
        "issn": said.get("issn", ""),
        "url": raw["url"] or _in_howpublished(raw["howpublished"]),
        "abstract": said.get("abstract", ""),
        "language": said.get("language", "") or said.get("langid", ""),
    }
    return entry(draft)


def _in_howpublished(text: str) -> str:
    found = re.search(r"https?://[^\s{}]+", text)
    return found[0] if found else ""


def _address(text: str) -> str:
    return re.sub(r"\\([_&%#~])", r"\1", re.sub(r"\{\\+([_&%#~])\}", r"\1", text))


def _words(text: str) -> str:
    """LaTeX as words: accents as letters, no braces, no commands."""
    if "\\" in text:
        text = re.sub(r"\\([&%#_$])", r"\1", text)
        text = re.sub(r"\\(?:emph|textit|textbf|textsc|text|mathrm|url|href)\s*\{", "{", text)
        text = latex_to_unicode(text)
        text = re.sub(r"\\[a-zA-Z]+\s?", "", text)
    return text.replace("{", "").replace("}", "").replace("~", " ")


def _people(text: str) -> list[str]:
    """Names parted by "and" outside of braces; what stands in braces is an organization."""
    return [name for part in _parted(text) if (name := _name(part.strip()))]


def _parted(text: str) -> Iterator[str]:
    depth, begin = 0, 0
    for found in re.finditer(r"[{}]|(?<=\s)and(?=\s)", text, re.IGNORECASE):
        if found[0] in "{}":
            depth += 1 if found[0] == "{" else -1
        elif depth <= 0:
            yield text[begin : found.start()]
            begin = found.end()
    yield text[begin:]


def _name(text: str) -> str:
    if text.startswith("{") and text.endswith("}") and text.count("{") == 1:
        return _words(text)
    plain = " ".join(_words(text).split())
    if "," in plain or " " not in plain:
        return plain
    try:
        parts = splitname(plain, strict_mode=False)
    except (ValueError, IndexError):
        return plain
    family = " ".join((*parts["von"], *parts["last"]))
    given = " ".join(parts["first"])
    return ", ".join(filter(None, (family, given, " ".join(parts["jr"]))))
