"""What the list of records says."""

from dataclasses import dataclass

from rpp.evidence.entries import Entry, entries
from rpp.evidence.facets import FACETS, Choice, Filters
from rpp.evidence.queries import Listed, Totals
from rpp.facets import Chip, Group, Option
from rpp.paging import Slice
from rpp.web import Pager, first_page, pager

TITLES = {
    "topic": "Topic",
    "subject": "Subject",
    "grade": "Grade",
    "form": "Kind",
    "design": "Study design",
    "rating": "How well the study was done",
    "effect": "What the reviews conclude",
    "tier": "ESSA tier on an outcome",
}


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of the list, with what it can be narrowed to."""

    lead: str
    counted: str
    rows: list[Entry]
    pager: Pager
    chips: list[Chip]
    groups: list[Group]
    collections: list[Entry]


def list_page(
    found: Slice[Listed],
    totals: Totals,
    filters: Filters,
    offered: dict[str, list[Choice]],
    collections: list[Listed],
) -> ListPage:
    """The list under some filters; `offered` is what each facet offers."""
    return ListPage(
        lead=_lead(totals),
        counted=found.counted("record", "records"),
        rows=entries(found.rows),
        pager=pager(found),
        chips=[
            Chip(FACETS[facet][code], first_page(**{facet: None}))
            for facet, code in filters.chosen.items()
        ],
        groups=[
            Group(TITLES[facet], [_option(filters, facet, choice) for choice in choices])
            for facet, choices in offered.items()
            if choices
        ],
        collections=entries(collections),
    )


def _lead(totals: Totals) -> str:
    if not totals.findings and not totals.publications:
        return "Studies that others reviewed, with every finding."
    more = ""
    if totals.publications:
        several = "publication" if totals.publications == 1 else "publications"
        more = f" {totals.publications:,} more {several} can be found that nobody reviewed here."
    return (
        f"{totals.studies:,} reviewed studies and {totals.interventions:,} interventions with "
        f"{totals.findings:,} findings, as the What Works Clearinghouse exported them in April "
        f"2020. See whether someone has tested what you plan.{more}"
    )


def _option(filters: Filters, facet: str, choice: Choice) -> Option:
    """A chosen value leads back to the list without it."""
    active = filters.chosen.get(facet) == choice.code
    href = first_page(**{facet: None if active else choice.code})
    return Option(choice.label, href, choice.count, active)
