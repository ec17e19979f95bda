"""A listed study whose text is opened again is gone from every page, as if it had never been."""

from typing import Any

from flask import Flask
from sqlmodel import select

from rpp.notices.models import Follow
from rpp.organizations.models import Membership
from rpp.search import operations as search
from rpp.studies.models import Study
from rpp.studies.papers import signing
from tests.studies.conftest import World
from tests.studies.hostile import SECRET, furnished
from tests.test_leaks import addresses


def test_no_page_names_it_to_those_outside(browser_as, world: World, app: Flask) -> None:
    study = furnished(world, "signed", SECRET, listing="listed")
    outside: tuple[Any, ...] = (None, world.stranger, world.make.member(world.city))
    former = world.county_lead
    assert SECRET in browser_as(None).get(f"/studies/{study.id}").text
    etags = {}
    for path in (f"/studies/{study.id}", f"/problems/{world.problem.id}", "/studies"):
        etags[path] = browser_as(None).get(path).headers.get("ETag", "")
    follow = {"kind": "study", "subject_id": study.id, "since": study.created_at}
    world.make.add(Follow(person_id=world.stranger.id, **follow))
    world.do(signing.open_text_again, world.lead, study.id, f"{SECRET} has a word too many.")
    with world.make.writing() as session:
        own = select(Membership).where(Membership.person_id == former.id)
        session.exec(own).one().status = "ended"
        assert not session.get_one(Study, study.id).signed_at
        search.reindex(session)
    for path, etag in etags.items():
        answer = browser_as(None).get(path, headers={"If-None-Match": etag} if etag else {})
        assert answer.status_code != 304
        assert SECRET not in answer.text
    told: list[str] = []
    # On PostgreSQL one of those outside is enough: its statements are the same for each.
    if app.extensions["rpp.engine"].dialect.name == "postgresql":
        outside = outside[:1]
    for person in (*outside, former):
        browser: Any = browser_as(person)
        for path in addresses(app):
            if path.startswith(("/notices", "/me")) and person is former:
                # What they were told while they belonged stays theirs.
                continue
            answer = browser.get(path)
            assert answer.status_code < 500, path
            if SECRET.encode() in answer.data or SECRET in answer.headers.get("Location", ""):
                told.append(f"{person and person.name} {path} {answer.status_code}")
    assert told == []
