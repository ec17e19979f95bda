"""What several people may change: the last save never silently wins.

A form of saved values carries the fingerprint of what its page showed. Before its operation runs,
the row is held and read again. Where something else was saved meanwhile, both are shown, and a
second, deliberate send replaces what is saved.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from flask import request
from sqlmodel import Session, SQLModel
from wtforms import HiddenField
from wtforms.validators import Length

from rpp import dates, db
from rpp.db import READS
from rpp.errors import DomainError

Values = Mapping[str, Any]
F = TypeVar("F", bound="EditMixin")

SENTENCE = (
    "This was changed after you opened it, by someone else or by you in another window. "
    "Nothing is lost: the saved text and what you typed are both shown below."
)


class Changed(DomainError):
    """Something else was saved since the form was read; `saved` is what stands now."""

    def __init__(self, saved: Values) -> None:
        super().__init__(SENTENCE)
        self.saved = saved


@dataclass(frozen=True)
class Edits:
    """What a form changes: the row to hold, and how its values are read, by form field."""

    model: type[SQLModel]
    key: int
    read: Callable[[Session], Values]


@dataclass(frozen=True)
class Difference:
    """One answer as it is saved now, and as it was typed."""

    label: str
    saved: str
    typed: str


def _plain(value: object) -> object:
    """A value as it is compared: nothing is empty, and texts have one kind of line end."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted((_plain(one) for one in value), key=str)
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    return value


def fingerprint(values: Values) -> str:
    """A short hash of saved values, the same for the same values."""
    text = json.dumps(_plain(values), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2s(text.encode(), digest_size=16).hexdigest()


class EditMixin:
    """A form of values that are saved already, made by `edit`."""

    read = HiddenField(validators=[Length(max=64)])

    edits: Edits | None = None
    # What stands now, once it is known to differ from what the page had shown.
    stands: Values | None = None

    def typed(self, name: str) -> object:
        """What was typed for one saved value."""
        fields: Any = self._fields  # type: ignore[attr-defined]
        answer: object = fields[name].data if name in fields else getattr(self, name)
        return answer

    def replaces(self, name: str) -> bool:
        """Whether sending the form would put something in the place of a saved value."""
        return True

    def says(self, saved: Values) -> bool:
        """Whether the form holds just what is saved."""
        return all(
            _plain(self.typed(name)) == _plain(value)
            for name, value in saved.items()
            if self.replaces(name)
        )

    def lay_beside(self, saved: Values) -> None:
        """Show what stands now; whoever sends the form again has seen it."""
        self.stands = saved
        self.read.data = fingerprint(saved)

    @property
    def differences(self) -> list[Difference]:
        """Where what is saved now and what was typed differ; empty unless both must be seen."""
        stands = (self.stands or {}).items()
        return [
            Difference(self.names(name), self.words(name, value), self.words(name, typed))
            for name, value in stands
            if self.replaces(name) and _plain(typed := self.typed(name)) != _plain(value)
        ]

    def names(self, name: str) -> str:
        """What people call a value."""
        fields: Any = self._fields  # type: ignore[attr-defined]
        return fields[name].label.text if name in fields else name.capitalize()

    def words(self, name: str, value: Any) -> str:
        """A value as people read it."""
        field = self._fields.get(name)  # type: ignore[attr-defined]
        choices = dict(_choice(one) for one in getattr(field, "choices", None) or ())
        if isinstance(value, (list, tuple)):
            return ", ".join(choices.get(str(one), str(one)) for one in value)
        if choices and value is not None:
            return choices.get(str(value), str(value))
        if isinstance(value, datetime):
            return dates.as_typed(value)
        if isinstance(value, date):
            return dates.day(value)
        return "" if value is None else str(value)


def _choice(choice: Any) -> tuple[str, str]:
    """The value and the label of a choice, which is a pair or has both."""
    value, label = choice[:2] if isinstance(choice, tuple) else (choice.value, choice.label)
    return str(value), str(label)


def edit(
    kind: type[F],
    model: type[SQLModel],
    key: int | None,
    read: Callable[[Session], Values],
    *,
    begins_with: Values | None = None,
    **about: Any,
) -> F:
    """A form filled with what is saved, or with `begins_with` where nothing is saved yet.

    `read` gives the saved values by form field. It is called again, with the row `key` of `model`
    held, before the operation runs: see `agree`.
    """
    saved = read(db.session())
    data = {**saved, **(begins_with or {}), "read": fingerprint(saved)}
    form = kind(data=data, **about)  # type: ignore[call-arg]
    watch(form, model, key, read)
    if request.method in READS:
        _offer(form, saved)
    return form


def watch(
    form: EditMixin,
    model: type[SQLModel],
    key: int | None,
    read: Callable[[Session], Values],
) -> None:
    """Have a form compared before it is saved; for forms that are made before a write begins."""
    assert key is not None
    form.edits = Edits(model, key, read)


def _offer(form: Any, saved: Values) -> None:
    """Text that its writer did not save is offered beside what others saved since."""
    if getattr(form, "unsaved", None) is None:
        return
    if form.says(saved):
        form.unsaved = None
    if form.read.data != fingerprint(saved):
        form.lay_beside(saved)


def agree(form: Any) -> None:
    """Refuse to replace what was saved since a form was read; Changed tells what stands.

    Holds the row until the end of the transaction, so that of two saves at once one is told.
    Whoever typed what is saved already has lost nothing, and is not asked.
    """
    edits: Edits | None = getattr(form, "edits", None)
    if edits is None:
        return
    session = db.session()
    db.lock(session, edits.model, edits.key)
    session.expire_all()
    saved = edits.read(session)
    if form.read.data and form.read.data != fingerprint(saved) and not form.says(saved):
        raise Changed(saved)
