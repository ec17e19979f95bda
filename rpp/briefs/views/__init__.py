"""Pages of briefs."""

from rpp.briefs.details import views as details
from rpp.briefs.views import (
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
    "bp",
    "depositing",
    "details",
    "files",
    "machines",
    "printed",
    "publishing",
    "reading",
    "repository",
    "writing",
]
