"""What pages of lists say."""

from collections.abc import Sequence
from dataclasses import dataclass

from rpp import addresses, dates
from rpp.citations.lists import FORMATS
from rpp.collections import links
from rpp.collections.models import AUDIENCES
from rpp.collections.queries import Item, Shown
from rpp.layout import Link, in_words, several

# Of which there is something to cite.
CITED = ("brief", "evidence")
CALLED = {"brief": "Brief", "evidence": "Reviewed study", "problem": "Problem"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list in a list of lists."""

    title: str
    href: str
    about: str
    keeper: str
    counted: str
    audience: str


def listed(one: Shown) -> Listed:
    """A list as lists of lists show it."""
    return Listed(
        one.title,
        one.href,
        one.about,
        keeper(one).label,
        several(one.count, "item"),
        AUDIENCES[one.audience],
    )


def keeper(one: Shown) -> Link:
    """Whose list it is; a network has a page, a person has none."""
    if one.network:
        return Link(f"A shelf of {one.network}", f"/networks/{one.slug}")
    return Link(f"A list of {one.person}", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in a list; without a title where the viewer may not read it."""

    id: int
    title: str
    href: str
    line: str
    note: str
    # Addresses of buttons of those who keep the list; "" for all others, and at the ends.
    up: str
    down: str
    remove: str
    edit: Link | None


@dataclass(frozen=True, slots=True)
class CollectionPage:
    """One list."""

    title: str
    about: str
    keeper: Link
    line: str
    rows: list[Row]
    # What is said instead of things that the viewer may not read.
    hidden: str
    files: list[Link]
    keeps: bool
    audience: str
    # The link of a list that is for those who have it.
    link: str
    href: str


def collection_page(
    one: Shown, items: Sequence[Item], *, keeps: bool, files: str = ""
) -> CollectionPage:
    """The page of a list; `files` is the address of its exports without their ending."""
    shown = [item for item in items if item.subject or keeps]
    gone = len(items) - sum(item.subject is not None for item in items)
    return CollectionPage(
        one.title,
        one.about,
        keeper(one),
        f"changed {dates.day_in(one.changed_at, dates.site_zone())}",
        [_row(one, item, at, len(shown), keeps=keeps) for at, item in enumerate(shown, 1)],
        "" if keeps else _hidden(gone),
        [Link(kept.label, f"{files or one.href}.{form}") for form, kept in FORMATS.items()]
        if any(item.kind in CITED and item.subject for item in items)
        else [],
        keeps,
        AUDIENCES[one.audience],
        link_of(one) if keeps and one.audience == "link" else "",
        one.href,
    )


def link_of(one: Shown) -> str:
    """The full address with which anyone reads a list."""
    return addresses.public("collections.shared", token=links.token(one.id, one.link_number))


def _hidden(count: int) -> str:
    if not count:
        return ""
    items = "item is" if count == 1 else "items are"
    return f"{in_words(count)} {items} no longer public."


def _row(one: Shown, item: Item, at: int, count: int, *, keeps: bool) -> Row:
    at_item = f"{one.href}/items/{item.id}"
    subject = item.subject
    pinned = f", version {item.version}" if item.version else ""
    path = f"/v{item.version}" if item.version else ""
    says = "Change the note" if item.note else "Add a note"
    return Row(
        id=item.id,
        title=subject.title if subject else "",
        href=f"{subject.href}{path}" if subject else "",
        line=f"{CALLED[item.kind]}{pinned}",
        note=item.note,
        up=f"{at_item}/up" if keeps and at > 1 else "",
        down=f"{at_item}/down" if keeps and at < count else "",
        remove=f"{at_item}/remove" if keeps else "",
        edit=Link(says, f"{at_item}/note") if keeps and subject else None,
    )
