"""Pages of briefs."""

from rpp.briefs.views import machines, printed, publishing, reading, repository, writing
from rpp.briefs.views.frame import bp

__all__ = ["bp", "machines", "printed", "publishing", "reading", "repository", "writing"]
