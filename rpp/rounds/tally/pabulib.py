"""Reads and writes Pabulib files (.pb): META, PROJECTS and VOTES, fields parted by semicolons.

Piotr Faliszewski and others: Participatory Budgeting: Data, Tools, and Analysis. IJCAI 2023,
https://arxiv.org/abs/2305.11035; the format is described at https://pabulib.org/format.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rpp.rounds.tally.election import (
    Election,
    Exact,
    Project,
    by_id,
    from_approvals,
    from_points,
    from_rankings,
)
from rpp.rounds.tally.explain import plain

# Characters of a field.
LONGEST = 131_072
SECTIONS = ("META", "PROJECTS", "VOTES")
APPROVAL, POINTS, RANKING = "approval", "points", "ranking"
KINDS = {
    "approval": APPROVAL,
    "choose-1": APPROVAL,
    "cumulative": POINTS,
    "scoring": POINTS,
    "ordinal": RANKING,
}
# What a project may be worth to a voter, by what their ballot says; the first is the usual one.
UTILITIES = {
    APPROVAL: ("cost", "cardinality"),
    POINTS: ("points", "cost", "cardinality"),
    RANKING: ("borda", "cost", "cardinality"),
}
# An amount: a decimal point or comma, a small exponent, or a fraction. Longer numbers are refused
# before anything counts with them.
AMOUNT = re.compile(r"[+-]?\d{1,40}(?:[.,]\d{0,40})?(?:[eE][+-]?\d{1,2})?|[+-]?\d{1,40}/\d{1,40}")
FORBIDDEN = frozenset(',;"\r\n\0')
# The format has no field for how ties are broken, nor a name for most of our rules: both stand in
# the comment, numbered as Pabulib asks, the tie order last.
COMMENT = re.compile(r"(?:#\d+: rule (?P<rule>\S+) ?)?(?:#\d+: tie_order (?P<order>.*))?")
# What Pabulib calls our rules; any other is unknown there.
PABULIB_RULES = {"greedy": "greedy-custom", "borda": "greedy-custom"}
BLANKS = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))")


class Malformed(Exception):
    """The file cannot be read: at which line (from 1), and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"Line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass
class Row:
    """A line of the file (a quoted field may span several) and its fields."""

    line: int
    fields: list[str]


@dataclass
class Section:
    """The line that begins a section, the names of its columns, and what follows them."""

    name: str
    line: int
    header: Row | None
    rows: list[Row]

    @property
    def end(self) -> int:
        return self.rows[-1].line if self.rows else self.line

    def column(self, name: str) -> int | None:
        """Where the column stands, if there is one."""
        names = self.header.fields if self.header else []
        return names.index(name) if name in names else None

    def needed(self, name: str) -> int:
        """Where the column stands; Malformed without it."""
        found = self.column(name)
        if found is None:
            line = self.header.line if self.header else self.line
            raise Malformed(line, f"{self.name} has no column “{name}”.")
        return found


@dataclass(frozen=True)
class File:
    """What a Pabulib file says. `notes` are sentences about what is odd but can be counted."""

    kind: str
    meta: Mapping[str, str]
    projects: tuple[Project, ...]
    capacity: Fraction
    ballots: tuple[Any, ...]
    tie_order: tuple[str, ...]
    published: frozenset[str] | None
    notes: tuple[str, ...]

    @property
    def rule(self) -> str:
        """The rule that the file names, by our name where its comment tells it; empty for none."""
        return _commented(self.meta.get("comment", ""), "rule") or self.meta.get("rule", "")

    @property
    def utilities(self) -> tuple[str, ...]:
        """What a project can be worth to these voters; the first is the usual one."""
        return UTILITIES[self.kind]

    def election(self, utility: str | None = None) -> Election:
        """The election, with a utility of `utilities`; ValueError for another."""
        utility = utility or self.utilities[0]
        if utility not in self.utilities:
            raise ValueError(f"These ballots have no utility “{utility}”.")
        about = self.projects, self.capacity
        if utility == "points":
            return from_points(*about, self.ballots, self.tie_order)
        if utility == "borda":
            return from_rankings(*about, self.ballots, self.tie_order)
        wanted = self.ballots
        if self.kind == POINTS:
            wanted = tuple([id for id, points in b.items() if points > 0] for b in self.ballots)
        return from_approvals(*about, wanted, self.tie_order, utility=utility)

    def preferences(self) -> Election:
        """The election as the ballots rank it: approved or not, by points, or by rank."""
        return self.election("cardinality" if self.kind == APPROVAL else None)


# --- reading -------------------------------------------------------------------------------


def read(data: bytes) -> File:
    """Read a Pabulib file; Malformed with the line and the reason where that is not possible."""
    notes: list[str] = []
    sections = _sections(_decoded(data, notes))
    votes = sections["VOTES"]
    meta = _meta(sections["META"])
    capacity = _capacity(meta, sections["META"])
    projects, published = _projects(sections["PROJECTS"])
    _announced(meta, "num_projects", "projects", len(projects), sections["PROJECTS"].end, notes)
    kind = _kind(meta, votes, notes)
    ids = {project.id for project in projects}
    ballots: tuple[Any, ...] = (
        _points(meta, votes, ids) if kind == POINTS else _choices(kind, votes, ids, notes)
    )
    _announced(meta, "num_votes", "votes", len(ballots), votes.end, notes)
    _voters(votes, notes)
    return File(
        kind=kind,
        meta={key: value for key, (_, value) in meta.items()},
        projects=projects,
        capacity=capacity,
        ballots=ballots,
        tie_order=_tie_order(meta, projects, ids),
        published=published,
        notes=tuple(notes),
    )


Meta = Mapping[str, tuple[int, str]]


def amount(text: str) -> Fraction | None:
    """The exact number that the text writes; None when it writes none."""
    text = BLANKS.sub("", text)
    if not AMOUNT.fullmatch(text):
        return None
    try:
        return Fraction(text.replace(",", "."))
    except ZeroDivisionError:
        return None


def _decoded(data: bytes, notes: list[str]) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        notes.append("The file is not UTF-8; it was read as Latin-1, so names may look odd.")
        return data.decode("latin-1")


def _rows(text: str) -> Iterator[Row]:
    """The lines that say something, their fields without blanks around them."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            taken.append(line)
            yield line

    reader = csv.reader(lines(), delimiter=";")
    while True:
        began = reader.line_num + 1
        taken.clear()
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise Malformed(began, f"The line cannot be split into fields ({error}).") from None
        if any(len(field) > LONGEST for field in fields):
            # The limit of `csv` is one of the whole process (`rpp.sheets`), and wider.
            raise Malformed(began, "The line cannot be split into fields (one is too long).")
        if len(taken) > 1:
            _must_close(taken, began)
        fields = [field.strip() for field in fields]
        if any(fields):
            yield Row(began, fields)


def _must_close(lines: list[str], began: int) -> None:
    """Refuse a quotation mark that swallows what follows, to the next section or the end."""
    swallowed = any(line.strip().strip(";").upper() in SECTIONS for line in lines[1:])
    try:
        list(csv.reader(lines, delimiter=";", strict=True))
    except csv.Error as error:
        swallowed = swallowed or "end of data" in str(error)
    if swallowed:
        raise Malformed(began, "A quotation mark opens here and is not closed.")


def _sections(text: str) -> dict[str, Section]:
    found: dict[str, Section] = {}
    here: Section | None = None
    for row in _rows(text):
        first, *others = row.fields
        alone = not any(others)
        if alone and first.upper() in SECTIONS:
            name = first.upper()
            if name in found:
                raise Malformed(row.line, f"{name} begins a second time.")
            here = found[name] = Section(name, row.line, None, [])
        elif here is None:
            raise Malformed(row.line, f"The file must begin with META, not with “{_short(first)}”.")
        elif here.header is None and here.name != "META":
            here.header = Row(row.line, [field.lower() for field in row.fields])
        elif len(row.fields) == 1 and first.isalpha() and first.isupper() and _wide(here):
            raise Malformed(row.line, f"“{_short(first)}” is no section of a Pabulib file.")
        else:
            here.rows.append(row)
    if here is None:
        raise Malformed(1, "The file is empty.")
    for name in SECTIONS:
        if name not in found:
            raise Malformed(here.end, f"The file ends without a section {name}.")
        section = found[name]
        if name != "META":
            section.needed("cost" if name == "PROJECTS" else "vote")
            _fit(section)
    return found


def _wide(section: Section) -> bool:
    return section.header is None or len(section.header.fields) > 1


def _fit(section: Section) -> None:
    """Bring each row to the number of columns; refuse what stands beyond them."""
    assert section.header is not None
    columns = len(section.header.fields)
    for row in section.rows:
        if any(row.fields[columns:]):
            raise Malformed(
                row.line,
                f"The line has {len(row.fields)} fields, {section.name} has {columns} columns. "
                "A semicolon inside a field needs quotation marks around it.",
            )


def _field(row: Row, at: int | None) -> str:
    return row.fields[at] if at is not None and at < len(row.fields) else ""


def _short(text: str) -> str:
    return plain(text, 40)


def _meta(section: Section) -> Meta:
    meta: dict[str, tuple[int, str]] = {}
    for row in section.rows:
        key, value = row.fields[0].lower(), ";".join(row.fields[1:]).rstrip(";").strip()
        if (key, value.lower()) == ("key", "value"):
            continue
        if len(row.fields) == 1:
            raise Malformed(
                row.line, f"META needs a key and a value; “{_short(key)}” stands alone."
            )
        if key in meta and meta[key][1] != value:
            raise Malformed(row.line, f"META says “{_short(key)}” twice, and not the same.")
        meta[key] = (row.line, value)
    return meta


def _capacity(meta: Meta, section: Section) -> Fraction:
    line, text = meta.get("budget", (section.line, ""))
    if not text:
        raise Malformed(line, "META says no budget.")
    capacity = amount(text)
    if capacity is None or capacity < 0:
        raise Malformed(line, f"The budget “{_short(text)}” is no amount of 0 or more.")
    return capacity


def _projects(section: Section) -> tuple[tuple[Project, ...], frozenset[str] | None]:
    at_id = section.column("project_id") or 0
    at_cost, at_name = section.needed("cost"), section.column("name")
    at_selected = section.column("selected")
    projects: dict[str, Project] = {}
    selected = set()
    for row in section.rows:
        id, text = _field(row, at_id), _field(row, at_cost)
        if not id or "," in id:
            raise Malformed(row.line, f"“{_short(id)}” cannot be the id of a project.")
        if id in projects:
            raise Malformed(row.line, f"There are two projects with the id “{_short(id)}”.")
        cost = amount(text)
        if cost is None or cost < 0:
            raise Malformed(
                row.line, f"Project {_short(id)} costs “{_short(text)}”, no amount of 0 or more."
            )
        projects[id] = Project(id, cost, _field(row, at_name))
        if _field(row, at_selected) == "1":
            selected.add(id)
    published = None if at_selected is None else frozenset(selected)
    return tuple(projects.values()), published


def _announced(meta: Meta, key: str, noun: str, found: int, end: int, notes: list[str]) -> None:
    """Compare with the number that META says: fewer may be a file that was cut off."""
    said = amount(meta.get(key, (0, ""))[1])
    if said is None or said == found:
        return
    if said > found:
        raise Malformed(
            end,
            f"META says {said} {noun}, and they end here after {found}: the file may be cut off. "
            f"If it is whole, correct {key}.",
        )
    notes.append(f"META says {said} {noun}, the file has {found}; all are counted.")


def _kind(meta: Meta, votes: Section, notes: list[str]) -> str:
    line, text = meta.get("vote_type", (0, ""))
    if not text:
        kind = APPROVAL if votes.column("points") is None else POINTS
        notes.append(f"META says no vote_type; the ballots were read as {kind}.")
        return kind
    if text.lower() not in KINDS:
        known = ", ".join(KINDS)
        raise Malformed(line, f"The vote_type “{_short(text)}” is none of {known}.")
    return KINDS[text.lower()]


def _named(row: Row, at: int, ids: AbstractSet[str]) -> list[str]:
    """The projects that a ballot names, in its order."""
    if at >= len(row.fields):
        raise Malformed(row.line, "The line ends before the vote.")
    text = row.fields[at]
    if text.lower() == "none" and text not in ids:
        return []
    named = [id for id in (part.strip() for part in text.split(",")) if id]
    for id in named:
        if id not in ids:
            raise Malformed(row.line, f"The vote names “{_short(id)}”, which is no project here.")
    return named


def _once(row: Row, named: list[str]) -> None:
    twice = next((id for at, id in enumerate(named) if id in named[:at]), None)
    if twice is not None:
        raise Malformed(row.line, f"The vote names project {_short(twice)} twice.")


def _choices(
    kind: str, section: Section, ids: AbstractSet[str], notes: list[str]
) -> tuple[tuple[str, ...], ...]:
    at = section.needed("vote")
    ballots = []
    for row in section.rows:
        named = _named(row, at, ids)
        if len(set(named)) < len(named):
            if kind == RANKING:
                _once(row, named)
            notes.append(f"Line {row.line} approves a project twice; it is counted once.")
            named = list(dict.fromkeys(named))
        ballots.append(tuple(named))
    return tuple(ballots)


def _points(meta: Meta, section: Section, ids: AbstractSet[str]) -> tuple[dict[str, Exact], ...]:
    at, at_points = section.needed("vote"), section.needed("points")
    line, text = meta.get("default_score", (0, ""))
    default = amount(text) if text else Fraction(0)
    if default is None:
        raise Malformed(line, f"The default_score “{_short(text)}” is no number.")
    known: dict[str, Exact] = {}

    def number(row: Row, text: str) -> Exact:
        if text not in known:
            found = amount(text)
            if found is None:
                raise Malformed(row.line, f"“{_short(text)}” is no number of points.")
            # Whole numbers count faster, and are equal to their fraction.
            known[text] = found.numerator if found.denominator == 1 else found
        return known[text]

    ballots = []
    for row in section.rows:
        named = _named(row, at, ids)
        _once(row, named)
        given = _field(row, at_points)
        points = [part.strip() for part in given.split(",") if part.strip()] if named else []
        if len(points) != len(named):
            raise Malformed(
                row.line,
                f"The vote names {len(named)} projects and {len(points)} numbers of points.",
            )
        ballot = {id: number(row, text) for id, text in zip(named, points, strict=True)}
        ballots.append({**dict.fromkeys(ids, default), **ballot} if default else ballot)
    return tuple(ballots)


def _voters(section: Section, notes: list[str]) -> None:
    at = section.column("voter_id")
    seen: set[str] = set()
    twice = 0
    for row in section.rows:
        voter = _field(row, at)
        twice += voter in seen
        if voter:
            seen.add(voter)
    if twice:
        notes.append(f"In {twice} lines a voter_id stands again; all are counted.")


def _tie_order(meta: Meta, projects: Sequence[Project], ids: AbstractSet[str]) -> tuple[str, ...]:
    line, text = meta.get("tie_order", (0, ""))
    if not text:
        line, comment = meta.get("comment", (0, ""))
        text = _commented(comment, "order")
    if not text:
        return by_id(projects)
    row = Row(line, [text])
    named = _named(row, 0, ids)
    _once(row, named)
    return by_id(projects, named)


def _commented(comment: str, what: str) -> str:
    """What the comment of a file says of its rule or its tie order; empty where it does not."""
    found = COMMENT.match(comment)
    return (found[what] if found else "") or ""


# --- writing -------------------------------------------------------------------------------


def write(
    projects: Iterable[Project],
    capacity: Exact,
    ballots: Iterable[Any],
    *,
    vote_type: str = "cumulative",
    meta: Mapping[str, object] | None = None,
    rule: str = "",
    tie_order: Sequence[str] = (),
    voters: Iterable[str] | None = None,
    selected: Collection[str] | None = None,
) -> str:
    """A Pabulib file; ValueError for ids that it cannot hold.

    A ballot is a mapping of points (cumulative, scoring), a sequence (ordinal) or a collection
    (approval) of ids. They are put in the order of the `voters`, one for each, or else of their
    content and numbered, so the file does not say who voted when. `rule` is one of ours;
    `selected` are the ids of the winners, None where nothing was counted.
    """
    kind, projects, ballots = KINDS[vote_type], tuple(projects), tuple(ballots)
    for project in projects:
        if not project.id or project.id != project.id.strip() or set(project.id) & FORBIDDEN:
            raise ValueError(f"{project.id!r} cannot be an id in a Pabulib file")
    votes = [_line(kind, ballot) for ballot in ballots]
    names = map(str, range(1, len(votes) + 1)) if voters is None else map(_flat, voters)
    lines = list(zip(names, sorted(votes) if voters is None else votes, strict=True))
    head: dict[str, object] = {
        **(meta or {}),
        "num_projects": len(projects),
        "num_votes": len(votes),
        "budget": written(capacity),
        "vote_type": vote_type,
        **_funded(projects, capacity),
        **_said(rule, tie_order),
    }
    out = io.StringIO()
    to = csv.writer(out, delimiter=";", lineterminator="\n")
    to.writerows([["META"], ["key", "value"]])
    to.writerows([key, _flat(head[key])] for key in sorted(head, key=_place))
    columns = _columns(kind, projects, ballots, selected)
    to.writerows([["PROJECTS"], ["project_id", "cost", *columns]])
    for project in projects:
        further = (column[project.id] for column in columns.values())
        to.writerow([project.id, written(project.cost), *further])
    to.writerows([["VOTES"], ["voter_id", "vote", *(["points"] if kind == POINTS else [])]])
    to.writerows([name, *vote] for name, vote in (lines if voters is None else sorted(lines)))
    return out.getvalue()


# The order in which Pabulib has the fields of META.
META_ORDER = (
    *("description", "country", "unit", "instance", "num_projects", "num_votes", "budget"),
    *("vote_type", "rule", "date_begin", "date_end", "max_sum_points", "fully_funded", "comment"),
)


def _place(key: str) -> int:
    return META_ORDER.index(key) if key in META_ORDER else len(META_ORDER)


def _funded(projects: Iterable[Project], capacity: Exact) -> dict[str, object]:
    """Pabulib asks that a file says so where the budget is enough for everything."""
    return {"fully_funded": 1} if sum(project.cost for project in projects) <= capacity else {}


def _said(rule: str, tie_order: Sequence[str]) -> dict[str, object]:
    """The rule as Pabulib calls it, and in the comment what it has no field for."""
    told = [f"rule {rule}"] if rule else []
    if tie_order:
        told.append(f"tie_order {','.join(tie_order)}")
    comment = " ".join(f"#{at}: {text}" for at, text in enumerate(told, 1))
    named = {"rule": PABULIB_RULES.get(rule, "unknown")} if rule else {}
    return {**named, **({"comment": comment} if comment else {})}


def _columns(
    kind: str, projects: Sequence[Project], ballots: Sequence[Any], selected: Collection[str] | None
) -> dict[str, dict[str, str]]:
    """What PROJECTS says of each project: who named it, what it got, its name, whether it won."""
    named = Counter(id for ballot in ballots for id in ballot)
    found = {"votes": {project.id: str(named[project.id]) for project in projects}}
    if kind != APPROVAL:
        score = _scores(kind, ballots)
        found["score"] = {project.id: written(score[project.id]) for project in projects}
    found["name"] = {project.id: _flat(project.name) for project in projects}
    if selected is not None:
        found["selected"] = {project.id: str(int(project.id in selected)) for project in projects}
    return found


def _scores(kind: str, ballots: Iterable[Any]) -> Counter[str]:
    """The sum of the points; of rankings as Pabulib adds them: the last of three gets 1."""
    score: Counter[str] = Counter()
    for ballot in ballots:
        given = ballot if kind == POINTS else {id: len(ballot) - at for at, id in enumerate(ballot)}
        for id, points in given.items():
            score[id] += points
    return score


def _line(kind: str, ballot: Any) -> list[str]:
    if kind == POINTS:
        given = sorted(ballot.items(), key=lambda pair: (-pair[1], pair[0]))
        return [
            ",".join(id for id, _ in given),
            ",".join(written(points) for _, points in given),
        ]
    return [",".join(ballot if kind == RANKING else sorted(ballot))]


def _flat(value: object) -> str:
    return " ".join(str(value).split())


def written(number: Exact) -> str:
    """The number in digits: whole, as a decimal where that is exact, else as a fraction."""
    number = Fraction(number)
    rest, places = number.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest > 1:
        return str(number)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
