"""A database of a release that kept sentences in its events tells the same after the upgrade."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, MetaData, Table, create_engine, insert, select, text, types

from rpp import verbs
from rpp.cli import migrate

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
AGREEMENT = "Data sharing agreement, Clinton, Lakeshore and others, March 9, 2026"
ITS_FACTS = {
    "type": "DSA",
    "parties": "Clinton, Lakeshore and others",
    "signed_on": "2026-03-09",
    "expires_on": None,
}
NETWORK_ONLY = (
    "One of these problems is visible only to its network. Merging would show its text to others, "
    "so the two cannot be merged."
)
TOO_FEW = "1 district voted; the quorum was 3. The ballots were not counted."


class Was(NamedTuple):
    """An event of before, and what its notice said."""

    kind: str
    verb: str
    detail: dict[str, Any]
    told: str = ""
    reason: str = ""


class Is(NamedTuple):
    """What it holds now: facts, whom it concerns, and what the history says."""

    detail: dict[str, Any]
    said: str
    audience: dict[str, Any] | None = None
    reason: str = ""


def only(*people: int, at: str = "") -> dict[str, Any]:
    return {"people": [*people], "only": True, "at": at}


def also(*people: int) -> dict[str, Any]:
    return {"people": [*people], "only": False, "at": ""}


T = {"title": "Later bells"}
S = {"section": "design", "section_title": "Design"}
D = {"section": "design"}
MERGE = {"merge_id": 4, "from": 7, "into": 8}
MERGED = {"merge_id": 4, "from_id": 7, "into_id": 8}
OLD_AGREEMENT = {**T, "agreement": f"{AGREEMENT}, until June 30, 2027"}
ENDS = {**T, **ITS_FACTS, "expires_on": "2027-06-30"}
SIGNED = {"for_whom": "Harford", "signer": "Ann Lee", "signer_title": "Superintendent"}

ROWS: list[tuple[Was, Is]] = [
    # --- studies
    (
        Was("study", "invited", {**T, "organization": "Harford", "role": "observer",
            "role_name": "observer", "a_role": "an observer", "invitation_id": 3}),
        Is({"organization": "Harford", "role": "observer", "invitation_id": 3},
           "invited an observer for Harford"),
    ),
    (
        Was("study", "joined", {**T, "organization": "Harford", "role": "co_lead",
            "role_name": "district co-lead"},
            "joined as district co-lead for Harford: “Later bells”."),
        Is({**T, "organization": "Harford", "role": "co_lead"},
           "joined as district co-lead for Harford"),
    ),
    (Was("study", "section_edited", {**T, **S}), Is({**D}, "edited “Design”")),
    (
        Was("study", "section_restored", {**T, **S, "version": 2, "of": "March 9, 2026"}),
        Is({**D, "version": 2, "of": "2026-03-09"},
           "restored “Design” to the text of March 9, 2026"),
    ),
    (
        Was("study", "section_given", {**T, **S, "whom": "Ann Lee", "tell_only": [5],
            "at": "#design"}, "assigned “Design” to Ann Lee: “Later bells”."),
        Is({**T, **D, "owner": "Ann Lee"}, "assigned “Design” to Ann Lee", only(5, at="#design")),
    ),
    (
        Was("study", "section_given", {**T, **S, "whom": "no one", "tell_only": [],
            "at": "#design"}),
        Is({**T, **D, "owner": ""}, "assigned “Design” to no one", only(at="#design")),
    ),
    (Was("study", "section_ready", {**T, **S}), Is({**D}, "marked “Design” as ready")),
    (
        Was("study", "section_not_ready", {**T, **S}),
        Is({**D}, "marked “Design” as not ready"),
    ),
    (
        Was("study", "section_ready_ended", {**T, **S, "tell_only": [5, 6], "at": "#design"}),
        Is({**T, **D}, "edited “Design”, so it is no longer marked ready",
           only(5, 6, at="#design")),
    ),
    (
        Was("study", "change_suggested", {**T, **S, "number": 2, "tell_only": [5],
            "at": "/suggestions/2"}, "suggested a change of “Design”: “Later bells”."),
        Is({**T, **D, "number": 2}, "suggested a change of “Design”",
           only(5, at="/suggestions/2")),
    ),
    (
        Was("study", "change_accepted", {**T, **S, "number": 2, "tell_only": [5],
            "at": "/suggestions/2", "whose": "Ann Lee’s"}),
        Is({**T, **D, "number": 2, "own": False, "author": "Ann Lee"},
           "accepted Ann Lee’s change of “Design”", only(5, at="/suggestions/2")),
    ),
    (
        Was("study", "change_rejected", {**T, **S, "number": 2, "tell_only": [5],
            "at": "/suggestions/2", "whose": "their own"}),
        Is({**T, **D, "number": 2, "own": True}, "rejected their own change of “Design”",
           only(5, at="/suggestions/2")),
    ),
    (
        Was("study", "change_taken_back", {**T, **S, "number": 2, "tell_only": [],
            "at": "/suggestions/2"}),
        Is({**D, "number": 2}, "withdrew a suggested change of “Design”",
           only(at="/suggestions/2")),
    ),
    *(
        (
            Was("study", f"passage_{verb}", {**T, **S, "comment_id": 9, "tell_only": [5],
                "at": "#p9"}),
            Is({**T, **D, "comment_id": 9}, said, only(5, at="#p9")),
        )
        for verb, said in (
            ("commented", "commented on “Design”"),
            ("answered", "answered a comment on “Design”"),
            ("settled", "settled a comment on “Design”"),
            ("reopened", "reopened a comment on “Design”"),
            ("deleted", "deleted a comment on “Design”"),
        )
    ),
    (
        Was("study", "frozen", {"tell": [5, 6], **T, "from": "co_design", "to": "frozen",
            "listing": "listed", "parties": 2}, "froze the text for signing: “Later bells”."),
        Is({**T, "from": "co_design", "to": "frozen", "listing": "listed", "parties": 2},
           "froze the text for signing", also(5, 6)),
    ),
    (
        Was("study", "signed", {**T, **SIGNED, "party": "lea:2", "as_whom": "for Harford"},
            "signed for Harford: “Later bells”."),
        Is({**T, **SIGNED, "party": "lea:2"}, "signed for Harford"),
    ),
    (
        Was("study", "signed", {**T, "signer": "Ann Lee", "as_whom": "as lead researcher"}),
        Is({**T, "signer": "Ann Lee", "party": "lead", "for_whom": "as lead researcher"},
           "signed as lead researcher"),
    ),
    (
        Was("study", "signed_amendment", {**T, **SIGNED, "party": "lead", "number": 1,
            "as_whom": "as lead researcher"}),
        Is({**T, **SIGNED, "party": "lead", "number": 1},
           "signed amendment 1 as lead researcher"),
    ),
    (
        Was("study", "signatures_awaited", {**T, "only": [5], "text": "the frozen text"},
            "sent a reminder that the frozen text still waits for signatures: “Later bells”."),
        Is({**T}, "sent a reminder that the frozen text still waits for signatures", only(5)),
    ),
    (
        Was("study", "signatures_awaited", {**T, "only": [5], "text": "amendment 3", "number": 3}),
        Is({**T, "number": 3}, "sent a reminder that amendment 3 still waits for signatures",
           only(5)),
    ),
    (
        Was("study", "agreement_recorded", {**T, "agreement": AGREEMENT},
            f"recorded: {AGREEMENT}: “Later bells”."),
        Is({**T, **ITS_FACTS}, f"recorded: {AGREEMENT}"),
    ),
    (
        Was("study", "agreement_recorded", {**T, "agreement": "A pact of an older release"}),
        Is({**T, "type": "", "parties": "A pact of an older release", "signed_on": "",
            "expires_on": None}, "recorded: A pact of an older release"),
    ),
    (
        Was("study", "agreement_corrected", {**OLD_AGREEMENT, "changed": ["parties"]}),
        Is({**ENDS, "changed": ["parties"]}, f"corrected: {AGREEMENT}, until June 30, 2027"),
    ),
    (
        Was("study", "agreement_removed", OLD_AGREEMENT),
        Is(ENDS, f"removed: {AGREEMENT}, until June 30, 2027"),
    ),
    (
        Was("study", "paper_removed", OLD_AGREEMENT),
        Is(ENDS, f"removed the document of: {AGREEMENT}, until June 30, 2027"),
    ),
    *(
        (
            Was("study", "agreement_expiring", {**OLD_AGREEMENT, "in_days": said,
                "in_charge": [5, 6]}),
            Is({**ENDS, "days": days},
               f"sent a reminder that this expires {said}: {AGREEMENT}, until June 30, 2027",
               only(5, 6, at="/agreements")),
        )
        for said, days in (("in 30 days", 30), ("tomorrow", 1), ("today", 0))
    ),
    (
        Was("study", "agreement_expired", {**OLD_AGREEMENT, "in_days": "in -1 days",
            "in_charge": [5]}),
        Is(ENDS, f"sent a reminder that this has expired: {AGREEMENT}, until June 30, 2027",
           only(5, at="/agreements")),
    ),
    (
        Was("study", "interpreted", {**T, "from": "findings_shared", "to": "interpreted",
            "held_on": "2026-03-09", "held": "March 9, 2026", "participants": 4, "tell": [5]}),
        Is({**T, "from": "findings_shared", "to": "interpreted", "held_on": "2026-03-09",
            "participants": 4}, "recorded the sensemaking of March 9, 2026", also(5)),
    ),
    *(
        (
            Was("study", f"milestone_{verb}", {**T, "milestone": "Consent", "due": "9 March 2026",
                **more}),
            Is({"milestone": "Consent", "due_on": "2026-03-09", **kept}, said, whom),
        )
        for verb, more, kept, said, whom in (
            ("added", {}, {}, "added the milestone “Consent”, due March 9, 2026", None),
            ("changed", {}, {}, "changed the milestone “Consent”, due March 9, 2026", None),
            ("given", {"owner": "Ann Lee", "only": [5]}, {**T, "owner": "Ann Lee"},
             "put Ann Lee in charge of the milestone “Consent”, due March 9, 2026", only(5)),
            ("near", {"only": [5]}, T, "says that the milestone “Consent” is due March 9, 2026",
             only(5)),
            ("removed", {}, {}, "removed the milestone “Consent”", None),
            ("done", {}, {}, "reached the milestone “Consent”", None),
            ("undone", {}, {}, "marked the milestone “Consent” as not reached", None),
        )
    ),
    (
        Was("study", "responded", {**T, "organization": "Harford", "tell": [5]}),
        Is({**T, "organization": "Harford"}, "responded for Harford", also(5)),
    ),
    (
        Was("study", "delayed", {**T, "organization": "Harford", "tell": [5],
            "until": "March 9, 2026"}, reason="Exams."),
        Is({**T, "organization": "Harford", "delayed_until": "2026-03-09"},
           "delays the brief for Harford, until March 9, 2026", also(5), "Exams."),
    ),
    (
        Was("study", "amendment_reopened", {**T, "number": 1, "voided": 2, "tell": [5]}),
        Is({**T, "number": 1, "voided": 2},
           "reopened amendment 1; 2 of its signatures became void", also(5)),
    ),
    (
        Was("study", "handed_over", {**T, "successor": "Ann Lee", "successor_id": 5,
            "as_whom": "as data steward"}),
        Is({**T, "successor": "Ann Lee", "successor_id": 5, "role": "data_steward"},
           "handed over as data steward to Ann Lee"),
    ),
    (
        Was("study", "handed_over", {**T, "successor": "Ann Lee", "successor_id": 5,
            "as_whom": "as district lead"}),
        Is({**T, "successor": "Ann Lee", "successor_id": 5, "role": "district lead"},
           "handed over as district lead to Ann Lee"),
    ),
    # --- problems
    (
        Was("problem", "submitted", {"from": "draft", "to": "submitted", "shown": ["brief/3"]},
            "submitted “Late buses”."),
        Is({"from": "draft", "to": "submitted", "shown": ["brief/3"], "title": "Late buses"},
           "submitted it, after seeing what is already known"),
    ),
    (
        Was("problem", "interest_shown", {"organization": "Lakeshore"},
            "said “we could study this”: “The title of then”."),
        Is({"organization": "Lakeshore", "title": "The title of then"},
           "said “we could study this”"),
    ),
    (
        Was("problem", "merge_proposed", MERGE, reason="They are one."),
        Is({**MERGED, "title": "Late buses"}, "proposed to merge it with another problem", None,
           "They are one."),
    ),
    (
        Was("problem", "merge_refused", {**MERGE, "proposed_by": 5}),
        Is({**MERGED, "title": "Late buses"}, "refused the merge", also(5)),
    ),
    (
        Was("problem", "merge_lapsed", MERGE, reason="One of the two problems is retired now, so "
            "they cannot be merged."),
        Is({**MERGED, "title": "Late buses", "status": "retired"},
           "closed a proposed merge that is no longer possible"),
    ),
    (
        Was("problem", "merge_lapsed", MERGE, reason=NETWORK_ONLY),
        Is({**MERGED, "title": "Late buses", "because": "network_only"},
           "closed a proposed merge that is no longer possible"),
    ),
    (
        Was("problem", "merged", {**MERGE, "to": "merged"}),
        Is({**MERGED, "from": "open", "to": "merged", "title": "Late buses"},
           "made it part of another problem"),
    ),
    (Was("problem", "absorbed", MERGE), Is(MERGED, "merged another problem into it")),
    (
        Was("problem", "gave_back", MERGE),
        Is(MERGED, "undid a merge: the other problem is separate again"),
    ),
    (
        Was("problem", "study_listed", {"study_id": 2, "title": "Later bells"},
            "began a study that answers it: “Late buses”."),
        Is({"study_id": 2, "study_title": "Later bells", "title": "Late buses"},
           "began a study that answers it"),
    ),
    (
        Was("problem", "study_ended", {"study_id": 2, "title": "Later bells"}),
        Is({"study_id": 2, "study_title": "Later bells"},
           "ended a study of it, or reopened its text"),
    ),
    (
        Was("problem", "answered", {"from": "open", "to": "answered", "source": "brief/3",
            "title": "What works"}, reason="It fits."),
        Is({"from": "open", "to": "answered", "source": "brief/3", "source_title": "What works",
            "title": "Late buses"}, "closed it: evidence answers it", None, "It fits."),
    ),
    (Was("problem", "saved", {}), Is({}, "changed the draft")),
    # --- rounds
    (
        Was("round", "extended", {"from": "2026-03-09T22:00:00+00:00",
            "to": "2026-03-10T22:00:00+00:00"}, "extended the vote: “What comes next”."),
        Is({"before": "2026-03-09T22:00:00+00:00", "closes_at": "2026-03-10T22:00:00+00:00",
            "title": "What comes next"}, "extended it to Tuesday, March 10, 2026, 5 p.m. Central."),
    ),
    (
        Was("round", "closed", {"from": "open", "to": "closed", "won": [7], "ballots": 3},
            "closed the vote “What comes next” and counted it. Confirm or refuse the count for "
            "your district."),
        Is({"from": "open", "to": "closed", "won": [7], "ballots": 3, "title": "What comes next"},
           "closed it and counted."),
    ),
    (
        Was("round", "annulled", {"from": "closed", "to": "annulled"}, reason=TOO_FEW),
        Is({"from": "closed", "to": "annulled", "voted": 1, "quorum": 3,
            "title": "What comes next"}, "annulled it."),
    ),
    (
        Was("round", "annulled", {"from": "closed", "to": "annulled"}, reason="A wrong file."),
        Is({"from": "closed", "to": "annulled", "title": "What comes next"}, "annulled it.", None,
           "A wrong file."),
    ),
    (
        Was("round", "substitute_named", {"district": "Harford, AL", "person_id": 5},
            "named you to vote for Harford, AL when its delegate cannot: “What comes next”."),
        Is({"district": "Harford, AL", "person_id": 5, "title": "What comes next"},
           "named who votes when its delegate cannot.", only(5)),
    ),
    (
        Was("round", "substitute_taken_back", {"district": "Harford, AL", "person_id": None}),
        Is({"district": "Harford, AL", "person_id": None},
           "removed the substitute for its delegate.", only()),
    ),
    # --- briefs
    (
        Was("brief", "adoption_asked", {"organization": "Harford", "month": 6, "tell": [5]},
            "asks what Harford did with “Bells at nine”."),
        Is({"organization": "Harford", "month": 6, "title": "Bells at nine"},
           "asked Harford what it did with the brief", only(5, at="/adoption/2")),
    ),
    (
        Was("brief", "adoption_answered", {"organization": "Harford", "answer": "adapted"},
            "said what Harford did with it: adapted: “Bells at nine”."),
        Is({"organization": "Harford", "answer": "adapted", "title": "Bells at nine"},
           "said what Harford did with it: adapted"),
    ),
    (
        Was("brief", "corrected", {"from": "published", "to": "published", "version": 2},
            "published version 2: “Bells at nine”."),
        Is({"from": "published", "to": "published", "version": 2, "title": "Bells at nine"},
           "published version 2"),
    ),
    # --- networks, organizations, discussions
    (
        Was("network", "role_given", {"person_id": 5, "name": "Ann Lee",
            "role": "knowledge broker"}, "named you knowledge broker of River Valley."),
        Is({"person_id": 5, "name": "Ann Lee", "role": "broker", "network": "River Valley"},
           "became knowledge broker"),
    ),
    (
        Was("network", "role_ended", {"person_id": 5, "name": "Ann Lee", "role": "steward"}),
        Is({"person_id": 5, "name": "Ann Lee", "role": "steward", "network": "River Valley"},
           "is no longer steward"),
    ),
    (
        Was("network membership", "requested", {"network_id": 1},
            "asks that Harford joins River Valley."),
        Is({"network_id": 1, "network": "River Valley", "organization": "Harford"},
           "asked to join"),
    ),
    (
        Was("membership", "requested", {"person_id": 5}, "asks to join Harford."),
        Is({"person_id": 5, "organization": "Harford"}, "asked to join"),
    ),
    (
        Was("membership", "joined", {"person_id": 5, "by": "mail", "domain": "harford.example",
            "from": "pending", "to": "active"}, "let you join Harford."),
        Is({"person_id": 5, "by": "mail", "domain": "harford.example", "from": "pending",
            "to": "active", "organization": "Harford"}, "joined through the e-mail domain"),
    ),
    (
        Was("appointment", "replaced", {"person_id": 5, "role": "delegate", "by_person_id": 6},
            "appointed someone else delegate of Harford."),
        Is({"person_id": 5, "role": "delegate", "by_person_id": 6, "organization": "Harford"},
           "was replaced as delegate"),
    ),
    (
        Was("problem:talk", "commented", {"comment_id": 9, "reply_to": None, "author_id": 5},
            "commented on “The title of then”."),
        Is({"comment_id": 9, "reply_to": None, "author_id": 5, "title": "The title of then"},
           "commented"),
    ),
    (
        Was("comment report", "hidden", {"from": "open", "to": "hidden"},
            "hid the comment that you reported: It named a student.", "It named a student."),
        Is({"from": "open", "to": "hidden"}, "hid the comment", None, "It named a student."),
    ),
]  # fmt: skip


# Verbs of studies that were told to those in office as well, and lost nothing else.
IN_OFFICE = {
    "co_design_started": {"from": "proposal", "to": "co_design"},
    "reopened": {"from": "frozen", "to": "co_design", "voided": 2},
    "all_signed": {"from": "frozen", "to": "signed", "signer": "Ann Lee"},
    "started": {"from": "signed", "to": "active"},
    "paused": {"from": "active", "to": "paused"},
    "resumed": {"from": "paused", "to": "active"},
    "withdrawn": {"from": "active", "to": "withdrawn"},
    "findings_shared": {"from": "active", "to": "findings_shared", "window_days": 14},
    "published": {"from": "interpreted", "to": "published", "brief_id": 1},
    "amendment_proposed": {"number": 1},
    "amendment_frozen": {"number": 1},
    "amended": {"number": 1, "signer": "Ann Lee"},
}
# Verbs of which people were told, and whose events now hold the title of the thing.
TITLED = {
    "problem": (
        *("opened", "returned", "context_added", "context_changed", "prioritized", "reopened"),
        *("unmerged", "retired", "resolved", "interest_taken_back"),
    ),
    "round": ("opened", "cancelled", "certified"),
    "brief": ("sent_to_review", "returned_to_draft", "published", "withdrawn", "superseded"),
}
# Verbs of studies of which nobody was told: their events held the title, and need it no more.
UNTOLD = {
    *("proposed", "basics_edited", "reference_added", "reference_removed", "problem_added"),
    *("problem_removed", "invitation_revoked", "finding_entered", "finding_removed"),
    *("findings_seen", "limits_described", "school_added", "school_changed", "school_removed"),
    *("update_removed", "brief_started", "brief_dropped", "amendment_taken_back"),
}
# Verbs whose events held a name or a role beside other facts, or now do.
NAMED: tuple[tuple[str, tuple[str, ...], dict[str, Any]], ...] = (
    (
        "membership",
        ("refused", "ended", "taken_back", "made_leader", "unmade_leader"),
        {"organization": "Harford"},
    ),
    ("appointment", ("appointed", "ended"), {"organization": "Harford"}),
    (
        "network membership",
        ("admitted", "refused", "ended"),
        {"organization": "Harford", "network": "River Valley"},
    ),
)
# Verbs whose events are what they were.
AS_THEY_WERE = {
    "study": {"partner_left", "stepped_down", "update_posted", "burden_changed"},
    "problem": {"created", "deleted", "taken_back", "interest_changed"},
    "round": {
        *("created", "edited", "deleted", "scheduled", "reminded", "option_noted", "confirmed"),
        "option_withdrawn",
    },
    "brief": {
        *("drafted", "edited", "deleted", "dissented", "dissent_taken_out", "correction_dropped"),
        "adoption_changed",
    },
    "network": {"created", "edited"},
    "comment report": {"reported", "kept"},
    "talk": {"comment_edited", "comment_deleted", "comment_hidden", "comment_restored"},
    **{kind: set() for kind in ("appointment", "network membership")},
}
# Of these kinds nothing changed.
KINDS_AS_THEY_WERE = {"organization", "person", "comment", "contact message", "evidence"}
NAME = {"problem": "Late buses", "round": "What comes next", "brief": "Bells at nine"}


def plain_rows() -> list[tuple[Was, dict[str, Any], dict[str, Any] | None]]:
    """Events whose sentence did not change: what they were, their facts and audience now."""
    return [
        *(
            (Was("study", name, {**T, **facts, "tell": [5, 6]}), {**T, **facts}, also(5, 6))
            for name, facts in IN_OFFICE.items()
        ),
        *(
            (Was(kind, name, {"kept": 1}), {"kept": 1, "title": NAME[kind]}, None)
            for kind, names in TITLED.items()
            for name in names
        ),
        *((Was("study", name, {**T, "kept": 1}), {"kept": 1}, None) for name in sorted(UNTOLD)),
        *(
            (Was(kind, name, {"kept": 1}), {"kept": 1, **more}, None)
            for kind, names, more in NAMED
            for name in names
        ),
        *(
            (Was(kind, name, {"kept": 1}), {"kept": 1}, None)
            for kind, names in AS_THEY_WERE.items()
            for name in sorted(names)
            if kind not in ("talk", "comment report")
        ),
    ]


def test_every_verb_of_before_still_has_a_sentence(one_app: Any) -> None:
    seen = {("talk" if ":" in was.kind else was.kind, was.verb) for was, _ in ROWS}
    seen |= {(was.kind, was.verb) for was, _, _ in plain_rows()}
    seen |= {(kind, name) for kind, names in AS_THEY_WERE.items() for name in names}
    declared = {
        (kind, name)
        for kind, of_it in verbs.declared().items()
        if kind not in KINDS_AS_THEY_WERE
        for name in of_it.each
    }
    assert len(seen) > 150
    assert seen - declared == set()


def test_events_of_before_lose_whom_they_were_told_to_and_nothing_else(
    app: Any, empty_url: str
) -> None:
    migrate(empty_url, "0012")
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        _world(connection)
        for was, _, _ in plain_rows():
            _write(connection, was)
    migrate(empty_url)
    with engine.connect() as connection:
        event = _table(connection, "event")
        rows = connection.execute(select(event).order_by(event.c.id)).all()
    engine.dispose()
    for row, (was, facts, audience) in zip(rows, plain_rows(), strict=True):
        assert (row.detail, row.audience) == (facts, audience), was


def test_events_of_before_tell_the_same_of_their_facts(app: Any, empty_url: str) -> None:
    migrate(empty_url, "0012")
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        _world(connection)
        for was, _ in ROWS:
            _write(connection, was)
    migrate(empty_url)
    with engine.connect() as connection:
        event = _table(connection, "event")
        rows = connection.execute(select(event).order_by(event.c.id)).all()
        assert connection.execute(text("SELECT reason FROM round")).scalar() == ""
    engine.dispose()
    assert len(rows) == len(ROWS)
    for row, (was, now) in zip(rows, ROWS, strict=True):
        assert (row.detail, row.audience, row.reason) == (now.detail, now.audience, now.reason), was
        known = verbs.of(row.kind)
        known.check(row.verb, row.detail)
        said = known.sentence(row.verb, {**row.detail, "zone": "America/Chicago"})
        assert said == now.said, was
        if was.told:
            assert known.told(row.verb, row.detail, row.reason) == was.told, was


def _world(connection: Connection) -> None:
    """One thing of each kind, as far as the migration reads it."""
    if connection.dialect.name == "postgresql":
        # The rows stand for themselves.
        connection.execute(text("SET session_replication_role = replica"))
    _put(connection, "person", id=1, name="Bo Reyes")
    _put(connection, "organization", id=2, name="Harford")
    _put(connection, "network", id=1, name="River Valley")
    for place in ("membership", "appointment", "network_membership"):
        _put(connection, place, id=1, organization_id=2, person_id=1, network_id=1)
    _put(connection, "problem", id=1, title="Late buses")
    _put(connection, "round", id=1, title="What comes next", status="annulled", reason=TOO_FEW)
    _put(connection, "study", id=1, title="Later bells, renamed")
    _put(connection, "brief", id=1, title="Bells at nine")


def _write(connection: Connection, was: Was) -> None:
    (event_id,) = _put(
        connection, "event", kind=was.kind, subject_id=1, verb=was.verb, detail=was.detail,
        reason=was.reason, actor_id=1, organization_id=2 if was.verb == "adoption_asked" else None,
    )  # fmt: skip
    if was.told:
        _put(
            connection, "notice", person_id=1, event_id=event_id, text=f"Bo Reyes {was.told}",
            href="/x",
        )  # fmt: skip


def _table(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection)


def _put(connection: Connection, into: str, **values: Any) -> Any:
    """Write a row; what must have a value and was given none has an empty one."""
    table = _table(connection, into)
    given = {key: value for key, value in values.items() if key in table.c}
    for column in table.c:
        if column.name not in given and not column.nullable and not column.primary_key:
            given[column.name] = _empty(column.type)
    return connection.execute(insert(table).values(given)).inserted_primary_key


def _empty(kind: types.TypeEngine[Any]) -> Any:
    if isinstance(kind, types.DateTime):
        return NOW
    if isinstance(kind, types.Date):
        return NOW.date()
    if isinstance(kind, types.Boolean):
        return False
    if isinstance(kind, types.Integer | types.Numeric):
        return 1
    return {} if isinstance(kind, types.JSON) else ""
