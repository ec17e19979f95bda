"""Every table of the portal, for migrations and tests."""

from sqlmodel import SQLModel

from rpp import consumers, history, jobs, mail, resend, unsaved, vocabulary
from rpp.adopted import models as adopted
from rpp.api import models as api
from rpp.ask.feedback import models as ask_feedback
from rpp.ask.unanswered import models as unanswered
from rpp.briefs import models as briefs
from rpp.briefs.doi import models as dois
from rpp.briefs.files import models as brief_files
from rpp.briefs.onepage import models as family_pages
from rpp.briefs.review import models as brief_reviews
from rpp.briefs.uses import models as uses
from rpp.claims.register import models as claims
from rpp.collections import models as collections
from rpp.contact import models as contact
from rpp.discussions import models as discussions
from rpp.evidence import models as evidence
from rpp.evidence.findings import models as findings
from rpp.evidence.ratings import models as ratings
from rpp.evidence.references import models as references
from rpp.evidence.tiers import models as tiers
from rpp.harvest import models as harvest
from rpp.networks import models as networks
from rpp.notices import models as notices
from rpp.organizations import models as organizations
from rpp.people import models as people
from rpp.problems import models as problems
from rpp.repository import models as repository
from rpp.rounds import models as rounds
from rpp.saved_searches import models as saved_searches
from rpp.search import models as search
from rpp.search.meaning import models as meaning
from rpp.studies import models as studies
from rpp.syntheses import models as syntheses
from rpp.syntheses.screening import models as screening


def things() -> list[type[SQLModel]]:
    """The models whose rows are things of a kind, with a history."""
    classes = (mapper.class_ for mapper in SQLModel._sa_registry.mappers)
    return [model for model in classes if isinstance(getattr(model, "kind", None), str)]


__all__ = [
    "adopted",
    "api",
    "ask_feedback",
    "brief_files",
    "brief_reviews",
    "briefs",
    "claims",
    "collections",
    "consumers",
    "contact",
    "discussions",
    "dois",
    "evidence",
    "family_pages",
    "findings",
    "harvest",
    "history",
    "jobs",
    "mail",
    "meaning",
    "networks",
    "notices",
    "organizations",
    "people",
    "problems",
    "ratings",
    "references",
    "repository",
    "resend",
    "rounds",
    "saved_searches",
    "screening",
    "search",
    "studies",
    "syntheses",
    "tiers",
    "unanswered",
    "unsaved",
    "uses",
    "vocabulary",
]
