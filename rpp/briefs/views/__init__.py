"""Pages of briefs."""

from rpp.briefs.views import publishing, reading, repository, writing
from rpp.briefs.views.frame import bp

__all__ = ["bp", "publishing", "reading", "repository", "writing"]
