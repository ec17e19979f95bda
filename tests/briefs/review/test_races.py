"""Reviewers, leaders and partners who act on one brief at the same moment."""

from typing import Any

from flask import Flask

from rpp.briefs import operations, publishing
from rpp.briefs.models import BriefVersion
from rpp.briefs.review import asking, deciding
from rpp.briefs.review.deciding import Decision
from rpp.briefs.review.models import STANDING, BriefReviewer, BriefVerdict
from rpp.briefs.review.text import hash_of
from rpp.policy import Viewer
from tests.briefs.review.conftest import ANSWERS, REASON, Reviewed
from tests.briefs.test_rules import race

APPROVE, RETURN = Decision(True, "", ANSWERS), Decision(False, REASON, ANSWERS)


def test_of_two_decisions_at_once_none_is_on_a_brief_that_was_returned(
    app: Flask, reviewed: Reviewed
) -> None:
    w = reviewed
    w.accept(w.dana)
    w.accept(w.noor)
    dana, noor, id_ = w.viewer(w.dana), w.viewer(w.noor), w.brief.id
    results = race(
        app,
        lambda s: deciding.decide(s, dana, id_, RETURN),
        lambda s: deciding.decide(s, noor, id_, APPROVE),
        lambda s: deciding.decide(s, dana, id_, RETURN),
    )
    assert w.now(w.brief).status == "draft"
    said = [one.approved for one in w.make.all(BriefVerdict)]
    assert said in ([False], [True, False])
    assert results.count("done") == len(said)
    refused = {one for one in results if one != "done"}
    assert all("A reviewer decides on a brief while it is in review" in one for one in refused)


def test_an_approval_is_of_the_text_that_was_read_while_a_leader_takes_it_back(
    app: Flask, reviewed: Reviewed
) -> None:
    w = reviewed
    for person in (w.dana, w.noor):
        w.accept(person)
    w.approve(w.noor)
    lead, dana, id_ = Viewer(id=w.lead.id), w.viewer(w.dana), w.brief.id
    read = w.now(w.brief).draft_version
    texts = w.now(w.brief).draft

    def change(session: Any) -> None:
        from dataclasses import replace

        operations.return_to_draft(session, lead, id_)
        changed = replace(texts, bottom_line="Something that nobody has read.")
        operations.save_draft(session, lead, id_, changed)
        operations.send_to_review(session, lead, id_)

    race(app, change, lambda s: deciding.decide(s, dana, id_, APPROVE, version=read))
    now = hash_of(w.now(w.brief).draft)
    assert [one for one in w.make.all(BriefVerdict) if one.text_hash == now] == []
    assert (
        "No reviewer has approved this text"
        in race(app, lambda s: publishing.publish_brief(s, lead, id_))[0]
    )


def test_what_is_published_is_what_was_approved_while_a_partner_prints_a_dissent(
    app: Flask, reviewed: Reviewed
) -> None:
    w = reviewed
    for person in (w.dana, w.noor):
        w.accept(person)
        w.approve(person)
    lead, co_lead, id_ = Viewer(id=w.lead.id), Viewer(id=w.co_lead.id), w.brief.id
    results = race(
        app,
        lambda s: publishing.publish_brief(s, lead, id_),
        lambda s: operations.print_dissent(s, co_lead, id_, "It costs more than it says."),
    )
    versions = w.make.all(BriefVersion)
    if results[0] == "done":
        assert "It costs more" not in str(versions[0].content.dissent)
    else:
        assert "No reviewer has approved this text" in results[0]
        assert versions == []


def test_leaders_who_ask_three_people_at_once_ask_two(app: Flask, reviewed: Reviewed) -> None:
    w = reviewed
    asked = [(one.id, *w.viewer(one).member_of) for one in (w.dana, w.third, w.noor)]
    actors = [w.viewer(one) for one in (w.lead, w.co_lead, w.steward)]
    race(
        app,
        *(
            lambda s, a=a, p=p: asking.ask_reviewer(s, a, w.brief.id, *p)
            for a, p in zip(actors, asked, strict=True)
        ),
    )
    standing = [one for one in w.make.all(BriefReviewer) if one.status in STANDING]
    assert len(standing) == 2
    assert any(one.practitioner for one in standing)
