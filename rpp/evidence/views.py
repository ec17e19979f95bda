"""Pages of evidence records: a list with filters, and each record with its findings."""

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp import db
from rpp.evidence import commands, queries
from rpp.evidence.queries import FACETS, Filters
from rpp.evidence.wwc import PAGE_ROOT
from rpp.paging import Slice
from rpp.vocabulary import grades_in_words
from rpp.web import arg, cursor, here, or_404, page, public, unchanged

__all__ = ["bp", "commands"]

bp = Blueprint("evidence", __name__)

TITLES = {
    "topic": "Topic",
    "grade": "Grade",
    "form": "Kind",
    "design": "Study design",
    "rating": "How well the study was done",
    "effect": "What the reviews conclude",
    "tier": "ESSA tier on an outcome",
}
START = {"past": None, "before": None, "end": None}


@bp.get("/evidence")
@public()
def listing() -> ResponseReturnValue:
    if fresh := unchanged("evidence", queries.version(db.session())):
        return fresh
    filters = Filters(**{name: arg(name) for name in FACETS if arg(name) in FACETS[name]})
    rows = queries.records_page(db.session(), filters, cursor())
    return page(
        "evidence/list.html",
        rows=rows,
        pager=_pager(rows),
        totals=queries.totals(db.session()),
        collections=[] if filters.chosen else queries.collections(db.session()),
        groups=_groups(filters),
        chips=[
            {"label": FACETS[facet][code], "href": here(**{facet: None}, **START)}
            for facet, code in filters.chosen.items()
        ],
        labels=FACETS,
        in_words=_grades,
    )


@bp.get("/evidence/<id:record_id>")
@public()
def record(record_id: int) -> ResponseReturnValue:
    if fresh := unchanged("evidence", record_id, queries.version(db.session())):
        return fresh
    found = or_404(queries.record(db.session(), record_id))
    findings = queries.findings_of(db.session(), record_id, cursor())
    return page(
        "evidence/record.html",
        record=found,
        findings=findings,
        domains=queries.by_domain(found),
        exported=queries.month_of(found.exported),
        pager=_pager(findings),
        related=queries.related(db.session(), record_id),
        wwc=PAGE_ROOT + found.page_path,
        labels=FACETS,
        in_words=_grades,
    )


def _pager(rows: Slice) -> tuple[str, str]:
    """The addresses of the pages before and after, "" where there is none."""
    return (
        here(**START | {"before": rows.back}) if rows.back else "",
        here(**START | {"past": rows.on}) if rows.on else "",
    )


def _groups(filters: Filters) -> list[tuple[str, list[dict[str, Any]]]]:
    """The filters as links: a chosen one leads back to the list without it."""
    offered = queries.facets(db.session(), filters)
    return [
        (
            TITLES[facet],
            [
                {
                    "label": choice.label,
                    "count": choice.count,
                    "active": active,
                    "href": here(**START | {facet: None if active else choice.code}),
                }
                for choice in choices
                for active in [filters.chosen.get(facet) == choice.code]
            ],
        )
        for facet, choices in offered.items()
        if choices
    ]


def _grades(codes: list[str]) -> str:
    words = [grades_in_words(codes), "postsecondary" if "PS" in codes else ""]
    return " and ".join(word for word in words if word)
