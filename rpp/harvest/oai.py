"""OAI-PMH 2.0 (http://www.openarchives.org/OAI/openarchivesprotocol.html): six verbs, as asked.

Nothing is kept of a harvest: a resumption token holds all that the next request needs, so it
outlives a restart. Records come in the order of their changes; what changes during a harvest moves
to the end and is met there, so nothing is missed.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from lxml import etree
from sqlmodel import Session

from rpp import addresses, clock, dates, kinds
from rpp.citations import xml
from rpp.citations.work import Work
from rpp.citations.xml import Element, add
from rpp.harvest import queries
from rpp.harvest.queries import Record, Wanted

OAI = "http://www.openarchives.org/OAI/2.0/"
OAI_XSD = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
PAGE = 100
# An answer is complete up to this long before it was made: what is published in a transaction that
# is not over yet has an earlier date than that of an answer which does not hold it. Harvesters ask
# for what changed since the last answer, and so meet it. No request takes longer.
LAG = timedelta(seconds=60)
SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class MetadataFormat(NamedTuple):
    """A format that records come in."""

    schema: str
    namespace: str
    write: Callable[[Work], Element]


FORMATS = {
    "oai_dc": MetadataFormat(xml.OAI_DC_XSD, xml.OAI_DC, xml.dublin_core),
    "oai_datacite": MetadataFormat(xml.DATACITE_XSD, xml.DATACITE, xml.datacite),
}


class ProtocolError(Exception):
    """One of the errors of the protocol, by its code."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


@dataclass(frozen=True, slots=True)
class Settings:
    """What the repository says of itself."""

    name: str
    email: str

    @property
    def address(self) -> str:
        return addresses.public("harvest.oai")

    @property
    def prefix(self) -> str:
        return f"oai:{addresses.hostname()}:"


# Which arguments a verb takes: those it must have, and those it may.
# A resumption token stands alone.
VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
LISTS = ("ListIdentifiers", "ListRecords")


def answer(session: Session, settings: Settings, sent: Iterable[tuple[str, str]]) -> str:
    """The answer to a request, as XML; `sent` are its arguments, repeated ones too."""
    arguments = list(sent)
    prefixes: dict[str | None, str] = {None: OAI, "xsi": xml.XSI}
    where = {f"{{{xml.XSI}}}schemaLocation": f"{OAI} {OAI_XSD}"}
    root = etree.Element(f"{{{OAI}}}OAI-PMH", where, nsmap=prefixes)  # type: ignore[arg-type]
    add(root, "responseDate", dates.iso(clock.now() - LAG))
    said = add(root, "request", settings.address)
    try:
        asked = _checked(arguments)
        for key, value in asked.items():
            said.set(key, xml.clean(value))
        _ANSWERS[asked["verb"]](session, settings, asked, root)
    except ProtocolError as error:
        if error.code in ("badVerb", "badArgument"):
            said.attrib.clear()
        for unfinished in list(root)[2:]:
            root.remove(unfinished)
        add(root, "error", str(error), code=error.code)
    return str(etree.tostring(root, xml_declaration=True, encoding="UTF-8").decode())


def _checked(arguments: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The arguments, if they are such as the verb takes."""
    asked = dict(arguments)
    verb = asked.get("verb", "")
    if verb not in VERBS or sum(key == "verb" for key, _ in arguments) > 1:
        raise ProtocolError("badVerb", f"The verb is one of: {', '.join(VERBS)}.")
    if len(asked) < len(arguments):
        raise ProtocolError("badArgument", "An argument is given more than once.")
    must, may = VERBS[verb]
    given = asked.keys() - {"verb"}
    if verb in LISTS and "resumptionToken" in given:
        must, may = frozenset({"resumptionToken"}), frozenset()
    if missing := sorted(must - given):
        raise ProtocolError("badArgument", f"{verb} needs: {', '.join(missing)}.")
    if extra := sorted(given - must - may):
        raise ProtocolError("badArgument", f"{verb} does not take: {', '.join(extra)}.")
    return asked


# --- the verbs -----------------------------------------------------------------------------


def _identify(session: Session, settings: Settings, asked: dict[str, str], root: Element) -> None:
    told = add(root, "Identify")
    add(told, "repositoryName", settings.name)
    add(told, "baseURL", settings.address)
    add(told, "protocolVersion", "2.0")
    add(told, "adminEmail", settings.email)
    add(told, "earliestDatestamp", dates.iso(queries.earliest(session) or clock.now() - LAG))
    add(told, "deletedRecord", "persistent")
    add(told, "granularity", "YYYY-MM-DDThh:mm:ssZ")


def _list_metadata_formats(
    session: Session, settings: Settings, asked: dict[str, str], root: Element
) -> None:
    if "identifier" in asked:
        _record(session, settings, asked["identifier"])
    told = add(root, "ListMetadataFormats")
    for prefix, form in FORMATS.items():
        one = add(told, "metadataFormat")
        add(one, "metadataPrefix", prefix)
        add(one, "schema", form.schema)
        add(one, "metadataNamespace", form.namespace)


def _list_sets(session: Session, settings: Settings, asked: dict[str, str], root: Element) -> None:
    if "resumptionToken" in asked:
        raise ProtocolError("badResumptionToken", "All sets come in one answer.")
    found = queries.sets(session)
    if not found:
        raise ProtocolError("noSetHierarchy", "There are no sets yet.")
    told = add(root, "ListSets")
    for spec, name in found:
        one = add(told, "set")
        add(one, "setSpec", spec)
        add(one, "setName", name)


def _get_record(session: Session, settings: Settings, asked: dict[str, str], root: Element) -> None:
    form = _form(asked["metadataPrefix"])
    record = _record(session, settings, asked["identifier"])
    _write(session, settings, add(root, "GetRecord"), [record], form)


def _list(session: Session, settings: Settings, asked: dict[str, str], root: Element) -> None:
    verb = asked["verb"]
    place = _resumed(asked["resumptionToken"]) if "resumptionToken" in asked else _begun(asked)
    form = _form(place.prefix)
    found = queries.changed(session, place.wanted, place.after, PAGE + 1)
    if not found:
        # Also where all that was left changed since, and lies behind the end of the span now.
        raise ProtocolError("noRecordsMatch", "Nothing (more) changed in that set and time.")
    listed = found[:PAGE]
    told = add(root, verb)
    _write(session, settings, told, listed, form if verb == "ListRecords" else None)
    if len(found) > PAGE:
        last = listed[-1]
        follow = place._replace(after=(last.changed_at, last.id), cursor=place.cursor + PAGE)
        add(told, "resumptionToken", follow.token, cursor=str(place.cursor))
    elif place.after is not None:
        add(told, "resumptionToken", cursor=str(place.cursor))


_ANSWERS: dict[str, Callable[[Session, Settings, dict[str, str], Element], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list,
    "ListRecords": _list,
}


# --- records -------------------------------------------------------------------------------


def _form(prefix: str) -> MetadataFormat:
    if prefix not in FORMATS:
        words = f"The formats are: {', '.join(FORMATS)}."
        raise ProtocolError("cannotDisseminateFormat", words)
    return FORMATS[prefix]


def _record(session: Session, settings: Settings, identifier: str) -> Record:
    """The record of an identifier such as "oai:commons.example:brief/7"."""
    kind, _, number = identifier.removeprefix(settings.prefix).partition("/")
    known = identifier.startswith(settings.prefix) and kind in kinds.harvested()
    is_id = re.fullmatch(r"[1-9]\d{0,9}", number) and int(number) < 2**31
    found = queries.record(session, kind, int(number)) if known and is_id else None
    if found is None:
        raise ProtocolError("idDoesNotExist", "There is no such record.")
    return found


def _write(
    session: Session,
    settings: Settings,
    parent: Element,
    records: Sequence[Record],
    form: MetadataFormat | None,
) -> None:
    """Write records, or their headers alone where there is no format."""
    sets = queries.sets_of(session, [record.id for record in records])
    works = queries.works_of(session, records) if form else {}
    for record in records:
        one = add(parent, "record") if form else parent
        thing = works.get((record.kind, record.subject_id))
        # Withdrawn this moment: its record says so with the next answer.
        gone = record.deleted or (form is not None and thing is None)
        header = add(one, "header", status="deleted" if gone else "")
        add(header, "identifier", f"{settings.prefix}{record.kind}/{record.subject_id}")
        add(header, "datestamp", dates.iso(record.changed_at))
        for spec in sets.get(record.id, ()):
            add(header, "setSpec", spec)
        if form and thing and not gone:
            add(one, "metadata").append(form.write(thing.work))


# --- where a harvest stands ----------------------------------------------------------------


class Place(NamedTuple):
    """What a harvest asks for, and how far it has come."""

    prefix: str
    since: str
    until: str
    spec: str
    after: tuple[datetime, int] | None = None
    cursor: int = 0

    @property
    def wanted(self) -> Wanted:
        return Wanted(_moment(self.since), _moment(self.until, end=True), self.spec)

    @property
    def token(self) -> str:
        moment, id_ = self.after or (datetime.min, 0)
        told = [*self[:4], moment.isoformat(), id_, self.cursor]
        return urlsafe_b64encode(json.dumps(told).encode()).decode()


def _begun(asked: dict[str, str]) -> Place:
    since, until = asked.get("from", ""), asked.get("until", "")
    for value in filter(None, (since, until)):
        if not (SECOND.fullmatch(value) or DAY.fullmatch(value)):
            raise ProtocolError("badArgument", "Dates are YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")
    if since and until and len(since) != len(until):
        raise ProtocolError("badArgument", "Both dates have the same granularity.")
    if since and until and since > until:
        raise ProtocolError("badArgument", "The first date is after the last.")
    place = Place(asked["metadataPrefix"], since, until, asked.get("set", ""))
    _ = place.wanted
    return place


def _moment(value: str, *, end: bool = False) -> datetime | None:
    """A date's first second, or its last one at the `end` of a span."""
    if not value:
        return None
    try:
        if DAY.fullmatch(value):
            first = datetime.fromisoformat(value).replace(tzinfo=UTC)
            return first + timedelta(days=1, seconds=-1) if end else first
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ProtocolError("badArgument", "There is no such date.") from error


def _resumed(token: str) -> Place:
    """Where a token says that a harvest stands."""
    try:
        told = json.loads(urlsafe_b64decode(token.encode("ascii")))
        prefix, since, until, spec, moment, id_, cursor = told
        after = datetime.fromisoformat(moment), int(id_)
        place = Place(str(prefix), str(since), str(until), str(spec), after, int(cursor))
        whole = after[0].tzinfo is not None and 0 <= after[1] < 2**31 and place.token == token
        _ = place.wanted
    except (ValueError, TypeError, OverflowError, ProtocolError) as error:
        raise ProtocolError(
            "badResumptionToken", "Start the harvest again from the beginning."
        ) from error
    if not whole or prefix not in FORMATS:
        raise ProtocolError("badResumptionToken", "Start the harvest again from the beginning.")
    return place
