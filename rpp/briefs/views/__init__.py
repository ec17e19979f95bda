"""Pages of briefs."""

from rpp.briefs.views import machines, publishing, reading, repository, writing
from rpp.briefs.views.frame import bp

__all__ = ["bp", "machines", "publishing", "reading", "repository", "writing"]
