"""Depositing a brief from a program: the same operations as the forms, in one transaction.

A key that the program makes up lets it send again what was not answered: one brief comes of it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field, TypeAdapter, ValidationError
from sqlmodel import Session

from rpp import markup, resend
from rpp.briefs import depositing, operations
from rpp.briefs.details import saving, schema
from rpp.briefs.details.schema import Details
from rpp.briefs.sections import NEWEST
from rpp.briefs.texts import Texts
from rpp.errors import DomainError
from rpp.forms import DOCUMENT
from rpp.policy import Viewer
from rpp.privacy import student_data
from rpp.resources import Id, one_of, said

LINK = "#/components/schemas/"
UNKNOWN = "There is no such field."


def _kept(text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if any(sign < " " and sign not in "\n\t" for sign in text):
        raise ValueError("This has a character that cannot be saved.")
    return text


def _titled(text: str) -> str:
    if not text:
        raise ValueError("Give the brief a title that says what was found.")
    return text


Kept = AfterValidator(_kept)
Key: Any = one_of(NEWEST.keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A report that an organization made itself, as a draft: only its members see it."""

    organization: Annotated[Id, said("An organization that you belong to.")]
    title: Annotated[str, Field(min_length=1, max_length=160), Kept, AfterValidator(_titled)]
    network: Annotated[Id | None, said("A network of it that reads it before publication.")] = None
    bottom_line: Annotated[str, Field(max_length=800), Kept] = ""
    sections: Annotated[
        dict[Key, Annotated[str, Field(max_length=DOCUMENT), Kept]],
        said("Its texts in Markdown, by section."),
    ] = field(default_factory=dict)
    not_a_student: Annotated[
        bool, said("Nothing in it is about a student, though a passage may look so.")
    ] = False


_ADAPTER = TypeAdapter(Deposit)


class Fault(NamedTuple):
    """What is wrong: where, from the outside in, and a sentence."""

    path: tuple[str | int, ...]
    sentence: str


class Refused(ValueError):
    """A deposit that breaks a rule."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)

    @property
    def errors(self) -> dict[str | None, object]:
        """The sentences by field, one within the other, as `machines.problem` points to them."""
        found: dict[str | None, Any] = {}
        for path, sentence in self.faults:
            at = found
            names: list[str | None] = [_escaped(part) for part in path]
            *outer, last = names or [None]
            for part in outer:
                inner = at.setdefault(part, {})
                at = inner if isinstance(inner, dict) else {}
            if isinstance(said_before := at.setdefault(last, []), list):
                said_before.append(sentence)
        return found


def _escaped(part: str | int) -> str:
    """A name in a JSON Pointer (RFC 6901)."""
    return str(part).replace("~", "~0").replace("/", "~1")


def read(sent: object) -> tuple[Deposit, Details]:
    """A deposit as a program sent it; Refused names all that is wrong."""
    if not isinstance(sent, dict):
        raise Refused([Fault((), "Send an object.")])
    told = {name: value for name, value in sent.items() if name != "details"}
    faults: list[Fault] = []
    deposit, details = None, Details()
    try:
        # As JSON, where a strict reader takes an object for what it describes.
        deposit = _ADAPTER.validate_json(json.dumps(told), strict=True, extra="forbid")
    except ValidationError as error:
        faults += [Fault(tuple(one["loc"]), _sentence(dict(one))) for one in error.errors()]
    try:
        details = _details(sent.get("details", {}))
    except schema.Refused as refused:
        faults += [Fault(("details", *one.path), one.sentence) for one in refused.faults]
    if deposit:
        faults += _about_students(deposit, details)
    if faults or deposit is None:
        raise Refused(faults)
    return deposit, details


def _details(sent: object) -> Details:
    if not isinstance(sent, dict):
        raise schema.Refused([schema.Fault((), "Send an object.")])
    return schema.read(sent)


def _sentence(error: Mapping[str, Any]) -> str:
    own = error.get("ctx", {}).get("error")
    if own:
        return str(own)
    if error["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        return UNKNOWN
    if error["type"] in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return "Please fill this in."
    return f"{error['msg']}."


def _about_students(deposit: Deposit, details: Details) -> Iterator[Fault]:
    """What looks like a student's data is not saved unless its writer says that it is none."""
    if deposit.not_a_student:
        return
    texts: list[tuple[tuple[str | int, ...], str]] = [
        (("title",), deposit.title),
        (("bottom_line",), deposit.bottom_line),
        *((("sections", key), text) for key, text in deposit.sections.items()),
        *((("details",), text) for text in details.written),
    ]
    for path, text in texts:
        if hit := student_data(text):
            passage = f"“{hit.passage}” looks like {hit.looks_like}."
            yield Fault(path, f"{passage} Remove it, or set not_a_student if it is none.")


def render_ahead(deposit: Deposit) -> None:
    """Render what is about to be stored before the write begins: `markup` remembers it."""
    for text in deposit.sections.values():
        markup.render(text)


# --- doing it ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Made:
    """The brief that came of a deposit; `again` where it was there already."""

    id: int
    again: bool = False


def deposit_brief(
    session: Session, actor: Viewer, deposit: Deposit, details: Details, key: str, sent: bytes
) -> Made:
    """Begin the deposit and save what it says; with a `key` that was used, what came of it then.

    DomainError where the key was used for something else.
    """
    assert actor.id is not None
    taken = resend.claim(session, actor.id, _key(key)) if key else None
    digest = hashlib.sha256(sent).hexdigest()
    if taken is not None:
        if taken.digest != digest:
            raise DomainError(USED)
        return Made(int(taken.location), again=True)
    brief = depositing.deposit_brief(
        session, actor, deposit.organization, deposit.title, network_id=deposit.network
    )
    assert brief.id is not None
    texts = Texts(
        title=deposit.title, bottom_line=deposit.bottom_line, parts=dict(deposit.sections)
    )
    operations.save_draft(session, actor, brief.id, texts, confirmed=deposit.not_a_student)
    if details != Details():
        saving.save_details(session, actor, brief.id, details, confirmed=deposit.not_a_student)
    if key:
        resend.spend(session, actor.id, _key(key), str(brief.id), digest)
    return Made(brief.id)


USED = "This Idempotency-Key was used for something else. Make a new one for each deposit."


def _key(given: str) -> str:
    """A key as it is kept, apart from those of forms."""
    return f"api.{hashlib.blake2s(given.encode(), digest_size=16).hexdigest()}"


# --- describing it -------------------------------------------------------------------------


def json_schemas() -> dict[str, object]:
    """The schemas of a deposit, by name: its own, and those of its details."""
    own = _ADAPTER.json_schema(ref_template=LINK + "{model}")
    own["properties"]["details"] = {"$ref": f"{LINK}Details"}
    details = _linked(schema.json_schema())
    assert isinstance(details, dict)
    parts = details.pop("$defs", {})
    return {"Deposit": own | {"additionalProperties": False}, "Details": details, **parts}


def _linked(value: object) -> object:
    """A schema whose links lead to the others of the description."""
    if isinstance(value, dict):
        made = {name: _linked(one) for name, one in value.items()}
        if isinstance(link := made.get("$ref"), str):
            made["$ref"] = link.replace("#/$defs/", LINK)
        return made
    return [_linked(one) for one in value] if isinstance(value, list) else value
