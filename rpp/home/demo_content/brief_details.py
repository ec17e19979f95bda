"""What catalogs say of the demo's briefs."""

from dataclasses import replace

from rpp import vocabulary
from rpp.briefs import queries, types
from rpp.briefs.details import schema
from rpp.briefs.details.proposed import contributor, proposed
from rpp.briefs.details.saving import save_details
from rpp.briefs.details.schema import Details
from rpp.concepts import schemes
from rpp.db import plain
from rpp.home.demo_content.story import Story, Told

# What a brief on a subject mostly measures.
_OUTCOMES = {"ela": "literacy", "multilingual": "english-language", "social": "social-studies"}


def describe(story: Story, told: Told, lead: str, file: Told) -> None:
    """Fill in the details of a brief: what its study knows, and what `file` adds.

    `details` of the brief itself come last.
    """
    viewer, brief_id = story.who(lead), story.briefs[told["key"]]
    seen = queries.brief(story.session, viewer, brief_id)
    assert seen is not None
    people = types.of(seen).makers(story.session, seen, seen.draft)
    known = proposed(story.session, seen, people)
    named = [people[story.people[one]] for one in told["authors"]]
    authors = [contributor(person) for person in named]
    # Whoever had no other part read it and said what was missing.
    helped = [replace(one, roles=one.roles or ["writing-review-editing"]) for one in authors]
    sent = plain(Details, replace(known, authors=helped))
    own = file.get(told["key"], {}) | told.get("details", {})
    added = file["default"] | _of_subjects(known) | own
    assert isinstance(sent, dict)
    if added.get("funding"):
        added["no_funding"] = False
    if added.get("conflicts"):
        added["no_conflicts"] = False
    save_details(story.session, viewer, brief_id, schema.read(sent | added))


def _of_subjects(known: Details) -> Told:
    """What a brief measures and is found by where nothing else is told of it."""
    of_it = (_OUTCOMES.get(subject, subject) for subject in known.subjects)
    measured = [one for one in of_it if one in schemes.options("outcome")]
    words = [vocabulary.SUBJECTS[subject].lower() for subject in known.subjects]
    return {"outcomes": measured or ["achievement"], "keywords": words or ["schools"]}
