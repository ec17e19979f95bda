"""The words of a published brief as tags, by which lists are narrowed."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from rpp import vocabulary
from rpp.briefs.details.schema import Details

# Elements of `vocabulary.Tag`: each is a scheme of `rpp.concepts`, which has its words.
ELEMENTS = (
    *("grade", "subject", "locale", "school_type", "program_type"),
    *("audience", "design", "outcome"),
)


def tags(details: Details) -> Mapping[str, Sequence[str]]:
    """The codes of a brief's words by element."""
    return {
        "grade": details.grades,
        "subject": details.subjects,
        "locale": details.locales,
        "school_type": details.school_types,
        "program_type": details.program_types,
        "audience": details.audiences,
        "design": [details.design] if details.design else [],
        "outcome": details.outcomes,
    }


def tag(session: Session, brief_id: int, details: Details) -> None:
    """Give a published brief the tags of its newest version in place of any others."""
    for element, codes in tags(details).items():
        vocabulary.set_tags(session, "brief", brief_id, element, codes)
