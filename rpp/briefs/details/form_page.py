"""The page of a brief's details, as it is filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rpp.briefs.checks import Check
from rpp.briefs.details import schema, words
from rpp.briefs.details.forms import AuthorPart, DetailsForm
from rpp.briefs.details.schema import FIELDS
from rpp.briefs.pages.writing import crumbs
from rpp.briefs.queries import Seen
from rpp.layout import Link


class AuthorRow(NamedTuple):
    """One author of the form: what is typed, and what its buttons are called."""

    part: AuthorPart
    title: str
    # The line under the name of a member, whose name and organization are those of the account.
    member: str
    roles: str
    opens: bool
    up: str
    down: str
    remove: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """The details of a brief, being filled in."""

    href: str
    # Where a button of the list of authors leads back to.
    here: str
    crumbs: list[Link]
    window: str
    lead: str
    hints: Mapping[str, str]
    authors: list[AuthorRow]
    has_members: bool
    may_add: bool
    checks: Sequence[Check]


def form_page(seen: Seen, form: DetailsForm, checks: Sequence[Check]) -> FormPage:
    """The page on which details are filled in; `checks` are those of the whole brief."""
    rows = [_row(at, entry.form, len(form.people.entries)) for at, entry in enumerate(form.people)]
    return FormPage(
        href=seen.href,
        here=f"{seen.href}/about#people",
        crumbs=crumbs(seen),
        window=f"About this brief: {seen.title}",
        lead=_SAVED if seen.draft.details else _PROPOSED,
        hints={name: about.help for name, about in FIELDS.items()},
        authors=rows,
        has_members=len(form.member.choices or ()) > 1,
        may_add=len(rows) < schema.MOST_AUTHORS,
        checks=checks,
    )


_SAVED = (
    "Libraries, search engines and lists read this. It is published with the next version and then "
    "never changes."
)
_PROPOSED = f"{_SAVED} What the portal knows is filled in: check it, and then save it."


def _row(at: int, part: AuthorPart, count: int) -> AuthorRow:
    name = part.name.data or f"Author {at + 1}"
    chosen = [words.ROLES[key] for key in part.roles.data or () if key in words.ROLES]
    return AuthorRow(
        part,
        f"{at + 1}. {name}",
        (part.organization.data or "No organization") if part.is_member else "",
        f"Roles: {', '.join(chosen)}" if chosen else "Choose roles",
        bool(part.roles.errors) or not chosen,
        f"up-{at}" if at else "",
        f"down-{at}" if at + 1 < count else "",
        f"remove-{at}",
    )
