"""What programs read of things: the form of each kind, its filters, and how it is read.

A room hands its `Resource` over with its kind (`kinds.Kind(api=…)`); what belongs to no kind, and
is everyone's, is told with `tell`. The API, its description and its page are made of these alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import ColumnElement
from sqlmodel import Session

from rpp.paging import Found, Key, Statement
from rpp.policy import Viewer

# No database keeps NUL, and no filter needs any other control character.
Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Slug = Annotated[str, Field(max_length=80, pattern=r"^[a-z0-9][a-z0-9-]*$")]
Id = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Path(str):
    """The path of a page of this portal; programs read its full address."""

    __slots__ = ()


def said(words: str) -> object:
    """What a field of a form holds, in a sentence: `Annotated[str, said("…")]`."""
    return Field(description=words)


def one_of(values: Iterable[str]) -> object:
    """The type of what is one of these words."""
    return Literal[tuple(values)]


PageAddress = Annotated[str, said("The address of its page for people.")]


@dataclass(frozen=True, slots=True)
class Reference:
    """Another thing: of what kind, its id there, and its page."""

    kind: str
    id: int
    # Filled in where the kind has pages by id; a path that the room knows itself is kept.
    page: Annotated[str, said("The address of its page for people; may be empty.")] = ""


def to(kind: str, id_: int | None, page: str = "") -> Reference | None:
    """A reference, or none where there is no id."""
    return None if id_ is None else Reference(kind, id_, Path(page))


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list can be narrowed to: `where` makes the condition of the value that was asked."""

    about: str
    where: Callable[[Any], ColumnElement[bool]]
    # As pydantic reads it; `one_of` names all that can be asked.
    type: object = Text


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """How things of one kind are read by programs, at `/api/v1/<name>` and `/api/v1/<name>/<id>`.

    `select` makes the statement of what is read, with the key labelled `id`; who may know of a
    thing is added from its kind. `forms` turns rows of one page into objects of `form`, a
    dataclass; references in them to what the reader may not know are taken out afterwards.
    """

    name: str
    about: str
    form: type
    key: Key
    select: Callable[[Viewer], Statement]
    forms: Callable[[Session, Viewer, Sequence[Found]], list[Any]]
    filters: Mapping[str, Filter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Fixed:
    """What stands in the release itself, by ids that are words: everyone's, in their order."""

    name: str
    about: str
    form: type
    # All of them, by id.
    things: Callable[[], Mapping[str, object]]


_others: dict[str, Fixed] = {}


def tell(fixed: Fixed) -> None:
    """Make known what is of no kind, and everyone's."""
    _others[fixed.name] = fixed


def of_no_kind() -> list[Fixed]:
    """What was told so, by name."""
    return [_others[name] for name in sorted(_others)]
