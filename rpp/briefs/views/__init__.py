"""Pages of briefs."""

from rpp.briefs.details import views as details
from rpp.briefs.onepage import views as families
from rpp.briefs.review import views as review
from rpp.briefs.views import (
    board,
    changes,
    depositing,
    files,
    machines,
    printed,
    publishing,
    reading,
    repository,
    writing,
)
from rpp.briefs.views.frame import bp

__all__ = [
    "board",
    "bp",
    "changes",
    "depositing",
    "details",
    "families",
    "files",
    "machines",
    "printed",
    "publishing",
    "reading",
    "repository",
    "review",
    "writing",
]
