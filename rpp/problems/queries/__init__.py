"""Reads problems: each list and page filtered by what the reader may know of."""

from rpp.problems.queries.documents import (
    search_documents,
)
from rpp.problems.queries.drafts import (
    Offer,
    Value,
    draft,
    networks_of,
    offered_networks,
    own_context,
    saved_context,
)
from rpp.problems.queries.lists import (
    IN_THE_OPEN,
    PAGE,
    Filters,
    ProblemRow,
    StatusRow,
    counts,
    latest_open,
    left_by,
    listed,
    mine,
    network_names,
    shared_by,
    statuses,
    to_triage,
    unanswered,
)
from rpp.problems.queries.merges import (
    MergeRow,
    merges_of,
    merges_to_settle,
)
from rpp.problems.queries.page import (
    AnswerRow,
    ContextRow,
    Shown,
    answers,
    contexts,
    shown,
)
from rpp.problems.queries.quotable import (
    sources,
)
from rpp.problems.queries.sight import (
    Shape,
    bound_viewer,
    problem,
    visible_bound,
    visible_to,
)

__all__ = [
    "IN_THE_OPEN",
    "PAGE",
    "AnswerRow",
    "ContextRow",
    "Filters",
    "MergeRow",
    "Offer",
    "ProblemRow",
    "Shape",
    "Shown",
    "StatusRow",
    "Value",
    "answers",
    "bound_viewer",
    "contexts",
    "counts",
    "draft",
    "latest_open",
    "left_by",
    "listed",
    "merges_of",
    "merges_to_settle",
    "mine",
    "network_names",
    "networks_of",
    "offered_networks",
    "own_context",
    "problem",
    "saved_context",
    "search_documents",
    "shared_by",
    "shown",
    "sources",
    "statuses",
    "to_triage",
    "unanswered",
    "visible_bound",
    "visible_to",
]
