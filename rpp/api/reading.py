"""Reads a page of a resource, or one of its things, as whoever asks may know of them."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, create_model
from sqlmodel import Session

from rpp import addresses, kinds, resources
from rpp.paging import Cursor, Statement, page_of
from rpp.policy import Viewer
from rpp.resources import Fixed, Id, Path, Reference, Resource, Slug

PER_PAGE, MOST = 25, 100


class Exposed(NamedTuple):
    """A resource, and the kind of its things; "" where it is of none and everyone's."""

    resource: Resource | Fixed
    kind: str

    @property
    def id(self) -> object:
        """The type of its ids."""
        return Slug if isinstance(self.resource, Fixed) else Id

    @property
    def one(self) -> str:
        """The name of its form."""
        return self.resource.form.__name__.removesuffix("Form")


def every() -> list[Exposed]:
    """All that can be read, by name."""
    found = [Exposed(kind.api, kind.name) for kind in kinds.exposed().values() if kind.api]
    found += [Exposed(one, "") for one in resources.of_no_kind()]
    return sorted(found, key=lambda one: one.resource.name)


# --- what was asked ------------------------------------------------------------------------


class Asked(BaseModel):
    """The arguments that every list takes; those of its filters come with each resource."""

    model_config = ConfigDict(extra="forbid")


def _digits(value: object) -> object:
    """A number in plain digits: Python alone would also read "1_0" and " 10"."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) < 12):
        raise ValueError("this must be a number")
    return value


Digits = BeforeValidator(_digits)


@cache
def arguments(one: Exposed) -> type[BaseModel]:
    """What the list of a resource can be asked with, as pydantic validates it."""
    each: dict[str, Any] = {
        "per_page": (
            Annotated[int, Field(ge=1, le=MOST, description="How many on a page."), Digits],
            PER_PAGE,
        ),
        "after": (
            _typed(one.id),
            Field(None, description="The id of the last thing of the page before."),
        ),
    }
    filters = {} if isinstance(one.resource, Fixed) else one.resource.filters
    for name, narrowed in filters.items():
        each[name] = (_typed(narrowed.type), Field(None, description=narrowed.about))
    made: type[BaseModel] = create_model(f"{one.resource.name}_asked", __base__=Asked, **each)
    return made


def _typed(kind: Any) -> object:
    return Annotated[kind, Digits] if kind == Id else kind


# --- what is found -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """A page of things, and the id after which the next one goes on; None on the last."""

    things: list[object]
    on: int | str | None


def page(session: Session, viewer: Viewer, one: Exposed, asked: Mapping[str, Any]) -> Page:
    """A page of the things that the viewer may know of, by id; a fixed number of statements."""
    resource = one.resource
    if isinstance(resource, Fixed):
        return _fixed(resource, asked["after"] or "", asked["per_page"])
    statement = _known(resource, viewer, one.kind)
    for name, value in asked.items():
        if value is not None and name in resource.filters:
            statement = statement.where(resource.filters[name].where(value))
    found = page_of(
        session,
        statement,
        resource.key,
        Cursor(past=asked["after"]),
        limit=asked["per_page"],
        descending=False,
    )
    things = resource.forms(session, viewer, found.rows) if found.rows else []
    return Page(_in_sight(session, viewer, things), found.on)


def _fixed(resource: Fixed, after: str, limit: int) -> Page:
    things = resource.things()
    ids = sorted(id_ for id_ in things if id_ > after)
    on = ids[limit - 1] if len(ids) > limit else None
    return Page([_without(things[id_], set()) for id_ in ids[:limit]], on)


def thing(session: Session, viewer: Viewer, one: Exposed, id_: Any) -> object | None:
    """One thing that the viewer may know of."""
    resource = one.resource
    if isinstance(resource, Fixed):
        return _without(resource.things().get(id_), set())
    rows = session.execute(_known(resource, viewer, one.kind).where(resource.key == id_)).all()
    things = resource.forms(session, viewer, rows) if rows else []
    return next(iter(_in_sight(session, viewer, things)), None)


def _known(resource: Resource, viewer: Viewer, name: str) -> Statement:
    kind = kinds.get(name)
    ids = kind.readers(viewer) if kind else None
    statement = resource.select(viewer)
    return statement if ids is None else statement.where(resource.key.in_(ids))


# --- references ----------------------------------------------------------------------------


def _in_sight(session: Session, viewer: Viewer, things: Sequence[object]) -> list[object]:
    """The things without references to what the viewer may not know of; one statement."""
    named = {(one.kind, one.id) for thing in things for one in _references(thing)}
    known = kinds.readable(session, viewer, named)
    return [_without(thing, known) for thing in things]


def _references(value: object) -> Iterable[Reference]:
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _references(getattr(value, field.name))


def _without(value: object, known: set[tuple[str, int]]) -> object:
    if isinstance(value, Reference):
        return _addressed(value) if (value.kind, value.id) in known else None
    if isinstance(value, Path):
        return addresses.of(value) if value else ""
    if isinstance(value, list):
        left = [_without(one, known) for one in value]
        return [one for one in left if one is not None]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value)]
        return type(value)(**{name: _without(getattr(value, name), known) for name in names})
    return value


def _addressed(one: Reference) -> Reference:
    kind = kinds.get(one.kind)
    has_page = kind is not None and kind.address
    path = one.page or (kinds.href(one.kind, one.id) if has_page else "")
    return Reference(one.kind, one.id, addresses.of(path) if path else "")


@cache
def adapter(form: Any) -> TypeAdapter[object]:
    """What turns objects of a form into JSON."""
    return TypeAdapter(form)


def plain(resource: Resource | Fixed, things: Sequence[object]) -> list[object]:
    """Things of a resource as plain JSON."""
    made = adapter(resource.form)
    return [made.dump_python(one, mode="json") for one in things]
