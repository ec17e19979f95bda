"""What an address says: its numbers and arguments, and where one goes on from it."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.routing import BaseConverter, ValidationError

from rpp import resend
from rpp.paging import LARGEST, Cursor, Slice, whole


class WholeNumber(BaseConverter):
    """An id; a number that no column holds is no address of ours."""

    regex = r"[0-9]{1,19}"

    def to_python(self, value: str) -> int:
        number = int(value)
        if number > LARGEST:
            raise ValidationError
        return number


class Slug(BaseConverter):
    """Small letters, digits and hyphens."""

    regex = r"[a-z0-9][a-z0-9-]{0,79}"


def arg(name: str, limit: int = 200) -> str:
    """One query argument as a clean short text."""
    return clean(request.args.get(name, ""), limit)


def clean(value: str, limit: int = 200) -> str:
    """A value of an address without control characters and edges, cut at `limit` characters."""
    return "".join(c if c >= " " else " " for c in value).strip()[:limit]


def cursor() -> Cursor:
    """Where in a list the reader is, from the arguments `past`, `before` and `end`."""

    past, before = whole(request.args.get("past")), whole(request.args.get("before"))
    return Cursor(past, before, request.args.get("end") == "1")


def here(**changes: Any) -> str:
    """This address with some arguments changed; None takes one away, a list gives it each value."""
    arguments = {k: v for k, v in request.args.to_dict(flat=False).items() if k not in changes}
    given = {k: v if isinstance(v, list) else [v] for k, v in changes.items()}
    arguments |= {k: v for k, v in given.items() if v not in ([None], [""], [])}
    return f"{request.path}?{urlencode(arguments, doseq=True)}" if arguments else request.path


class Pager(NamedTuple):
    """The addresses of the pages before and after in a list, "" where there is none."""

    newer: str = ""
    older: str = ""


def first_page(**changes: Any) -> str:
    """This address with some arguments changed, at the first page of its list."""
    return here(past=None, before=None, end=None, **changes)


def pager(found: Slice[object], anchor: str = "") -> Pager:
    """Where one goes on from a page of a list at this address; `anchor` is the list's."""
    return Pager(
        here(before=found.back, past=None, end=None) + anchor if found.back else "",
        here(past=found.on, before=None, end=None) + anchor if found.on else "",
    )


def safe_next(target: str) -> str:
    """A path of this portal to go on to, or the person's own page."""
    return target if resend.is_ours(target) else url_for("home.me")
