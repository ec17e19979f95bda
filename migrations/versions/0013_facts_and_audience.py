"""Events hold facts, and those whom they concern by name; words are made when they are read.

What an event said in English becomes the codes, dates and names that it was made of. Whom it was
told to leaves the facts for a column of its own. Notices say what their event says.

Revision ID: 0013
Revises: 0012
"""

import re
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BATCH = 1_000

EVENT = sa.table(
    "event",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("subject_id", sa.Integer),
    sa.column("verb", sa.String),
    sa.column("organization_id", sa.Integer),
    sa.column("reason", sa.Text),
    sa.column("detail", sa.JSON),
    sa.column("audience", sa.JSON(none_as_null=True)),
)
NOTICE = sa.table("notice", sa.column("event_id", sa.Integer), sa.column("text", sa.String))

# As they stand in the rooms today; a migration does not change with them.
ROLES = {
    "lead researcher": "lead",
    "district co-lead": "co_lead",
    "practitioner": "practitioner",
    "data steward": "data_steward",
    "member": "member",
    "observer": "observer",
}
AGREEMENTS = {
    "Data sharing agreement": "DSA",
    "Memorandum of understanding": "MOU",
    "Ethics review (IRB determination)": "IRB",
    "District research approval": "approval",
}
MERGES = {"merge_proposed", "merge_refused", "merge_lapsed", "merged", "absorbed", "gave_back"}
# Of which people are told with the title of the thing.
TITLED = {
    "problem": {
        *("submitted", "opened", "returned", "context_added", "context_changed", "prioritized"),
        *("reopened", "answered", "merge_proposed", "merge_refused", "merge_lapsed", "merged"),
        *("unmerged", "retired", "resolved", "interest_shown", "interest_taken_back"),
        "study_listed",
    },
    "round": {
        *("opened", "extended", "closed", "cancelled", "certified", "annulled"),
        "substitute_named",
    },
    "brief": {
        *("sent_to_review", "returned_to_draft", "published", "corrected", "withdrawn"),
        *("superseded", "adoption_asked", "adoption_answered"),
    },
    "talk": {"commented"},
}
# Of which nobody is told: they need no title.
UNTOLD = {
    *("proposed", "basics_edited", "section_edited", "section_restored", "section_ready"),
    *("section_not_ready", "reference_added", "reference_removed", "problem_added"),
    *("problem_removed", "invited", "invitation_revoked", "change_taken_back"),
    *("finding_entered", "finding_removed", "findings_seen", "limits_described"),
    *("school_added", "school_changed", "school_removed", "milestone_added", "milestone_changed"),
    *("milestone_removed", "milestone_done", "milestone_undone", "update_removed"),
    *("brief_started", "brief_dropped", "amendment_taken_back"),
}
NO_QUORUM = re.compile(
    r"([\d,]+) districts? voted; the quorum was (\d+)\. The ballots were not counted\."
)
ENDED = re.compile(r"One of the two problems is (\w+) now, so they cannot be merged\.")
CANNOT_MERGE = {
    "Both problems must be open.": "not_open",
    "One of these problems is visible only to its network. Merging would show its text to others, "
    "so the two cannot be merged.": "network_only",
}
DAY = r"[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+ \d{4}"
AGREEMENT = re.compile(rf"(.*), ({DAY})(?:, until ({DAY}))?", re.DOTALL)


def upgrade() -> None:
    op.add_column("event", sa.Column("audience", sa.JSON(), nullable=True))
    connection = op.get_bind()
    names, last = _Names(connection), 0
    while rows := _batch(connection, last):
        last = rows[-1].id
        told = _told(connection, rows[0].id, last)
        changed = [values for row in rows if (values := _anew(row, names, told.get(row.id, "")))]
        if changed:
            _save(connection, changed)
    _reasons_of_rounds(connection)
    _who(connection)
    op.drop_column("notice", "text")


def _who(connection):
    """Who did it is what the notice began with, where that is still their name."""
    op.add_column("notice", sa.Column("who", sa.String(120), nullable=False, server_default=""))
    name = (
        "(SELECT person.name FROM event JOIN person ON person.id = event.actor_id"
        " WHERE event.id = notice.event_id)"
    )
    op.execute(f"UPDATE notice SET who = coalesce({name}, '')")  # noqa: S608


def downgrade() -> None:
    op.drop_column("event", "audience")
    op.drop_column("notice", "who")
    op.add_column("notice", sa.Column("text", sa.String(300), nullable=False, server_default=""))


def _batch(connection, last):
    statement = sa.select(EVENT).where(EVENT.c.id > last).order_by(EVENT.c.id).limit(BATCH)
    return connection.execute(statement).all()


def _told(connection, first, last):
    """What a notice said of each event."""
    statement = sa.select(NOTICE.c.event_id, sa.func.min(NOTICE.c.text)).where(
        NOTICE.c.event_id.between(first, last)
    )
    return dict(connection.execute(statement.group_by(NOTICE.c.event_id)).all())


def _save(connection, changed):
    connection.execute(
        sa.update(EVENT)
        .where(EVENT.c.id == sa.bindparam("key"))
        .values({name: sa.bindparam(f"new_{name}") for name in ("reason", "detail", "audience")}),
        changed,
    )


def _anew(row, names, told):
    """The new values of an event, None where it stays as it is."""
    detail = dict(row.detail)
    audience = _audience(row, detail)
    kind = "talk" if ":" in row.kind else row.kind
    became_facts = kind in FACTS and FACTS[kind](row, detail)
    reason = "" if became_facts else row.reason
    if kind in ("membership", "appointment", "network membership"):
        detail |= names.of(row)
    if row.kind == "network" and row.verb in ("role_given", "role_ended"):
        detail.setdefault("network", names.network.get(row.subject_id, ""))
    if row.verb in TITLED.get(kind, ()) and "title" not in detail:
        detail["title"] = _title(told, names.title(row))
    if (detail, audience, reason) == (row.detail, None, row.reason):
        return None
    return {
        "key": row.id,
        "new_reason": reason,
        "new_detail": detail,
        "new_audience": audience,
    }


# --- whom it concerns ----------------------------------------------------------------------


def _audience(row, detail):
    """Take those whom it was told to out of the facts."""
    at = detail.pop("at", "")
    if "tell_only" in detail:
        return _only(detail.pop("tell_only"), at)
    if "only" in detail:
        return _only(detail.pop("only"))
    if "in_charge" in detail:
        return _only(detail.pop("in_charge"), "/agreements")
    if row.kind == "round" and row.verb.startswith("substitute_"):
        return _only([detail["person_id"]] if detail.get("person_id") else [])
    if "tell" in detail:
        people = detail.pop("tell")
        if row.verb == "adoption_asked":
            return _only(people, f"/adoption/{row.organization_id}")
        return {"people": people, "only": False, "at": ""}
    if "proposed_by" in detail:
        return {"people": [detail.pop("proposed_by")], "only": False, "at": ""}
    return None


def _only(people, at=""):
    return {"people": people, "only": True, "at": at}


# --- what happened -------------------------------------------------------------------------
# Each changes the facts of one event, and says whether its reason became facts.


def _of_study(row, detail):
    if row.verb in UNTOLD:
        detail.pop("title", None)
    for made in ("role_name", "a_role", "section_title", "text", "held"):
        said = detail.pop(made, None)
        if made == "held" and said and "held_on" not in detail:
            detail["held_on"] = _iso(said)
    as_whom = detail.pop("as_whom", None)
    if row.verb == "handed_over" and as_whom:
        role = as_whom.removeprefix("as ")
        detail["role"] = ROLES.get(role, role)
    elif as_whom and "party" not in detail:
        lead = as_whom == "as lead researcher"
        detail |= {"party": "lead" if lead else "lea", "for_whom": as_whom.removeprefix("for ")}
    for before, now in (("due", "due_on"), ("until", "delayed_until"), ("of", "of")):
        if before in detail:
            detail[now] = _iso(detail.pop(before))
    if "whom" in detail:
        whom = detail.pop("whom")
        detail["owner"] = "" if whom == "no one" else whom
    if "whose" in detail:
        whose = detail.pop("whose")
        own = whose == "their own"
        detail |= {"own": True} if own else {"own": False, "author": whose.removesuffix("’s")}
    if "agreement" in detail:
        detail |= _agreement(detail.pop("agreement"))
    if "in_days" in detail:
        said = detail.pop("in_days")
        if row.verb == "agreement_expiring":
            number = re.search(r"-?\d+", said)
            detail["days"] = {"today": 0, "tomorrow": 1}.get(said, int(number[0]) if number else 0)


def _agreement(line):
    """ "Data sharing agreement, Clinton and Lakeshore, March 9, 2026, until June 30, 2027"."""
    label = next((label for label in AGREEMENTS if line.startswith(f"{label}, ")), None)
    found = AGREEMENT.fullmatch(line.removeprefix(f"{label}, ")) if label else None
    if found is None:
        return {"type": "", "parties": line, "signed_on": "", "expires_on": None}
    parties, signed, ends = found.groups()
    return {
        "type": AGREEMENTS[label],
        "parties": parties,
        "signed_on": _iso(signed),
        "expires_on": _iso(ends) if ends else None,
    }


def _iso(said):
    """The date of a text, "2026-03-09" for "March 9, 2026"; what is no date stays."""
    for form in ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y"):
        with suppress(ValueError):
            return datetime.strptime(said, form).date().isoformat()
    return said


def _of_problem(row, detail):
    if row.verb in MERGES and "into" in detail:
        detail |= {"from_id": detail.pop("from"), "into_id": detail.pop("into")}
        if row.verb == "merged":
            detail["from"] = "open"
    if row.verb in ("study_listed", "study_ended") and "title" in detail:
        detail["study_title"] = detail.pop("title")
    if row.verb == "answered" and "title" in detail:
        detail["source_title"] = detail.pop("title")
    if row.verb == "merge_lapsed":
        if ended := ENDED.fullmatch(row.reason):
            detail["status"] = ended[1]
        elif row.reason in CANNOT_MERGE:
            detail["because"] = CANNOT_MERGE[row.reason]
    return "status" in detail or "because" in detail


def _of_round(row, detail):
    if row.verb == "extended" and "to" in detail:
        detail |= {"before": detail.pop("from"), "closes_at": detail.pop("to")}
    if row.verb == "annulled" and (found := NO_QUORUM.fullmatch(row.reason)):
        detail |= {"voted": int(found[1].replace(",", "")), "quorum": int(found[2])}
        return True
    return False


def _of_network(_row, detail):
    if detail.get("role") == "knowledge broker":
        detail["role"] = "broker"


FACTS = {
    "study": _of_study,
    "problem": _of_problem,
    "round": _of_round,
    "network": _of_network,
}


def _reasons_of_rounds(connection):
    """A round that too few districts voted in says so by its numbers."""
    table = sa.table("round", sa.column("id", sa.Integer), sa.column("status"), sa.column("reason"))
    rows = connection.execute(sa.select(table).where(table.c.status == "annulled")).all()
    for row in rows:
        if NO_QUORUM.fullmatch(row.reason):
            connection.execute(sa.update(table).where(table.c.id == row.id).values(reason=""))


# --- names ---------------------------------------------------------------------------------


class _Names:
    """What things are called: for events that did not say so, as they are called now."""

    def __init__(self, connection):
        self.connection = connection
        self.network = self._all("network", "name")
        organization, membership, appointment, place = (
            sa.table(name, *map(sa.column, ("id", "name", "organization_id", "network_id")))
            for name in ("organization", "membership", "appointment", "network_membership")
        )
        self.organization_of, self.network_of = {}, {}
        for kind, table in (
            ("membership", membership),
            ("appointment", appointment),
            ("network membership", place),
        ):
            rows = connection.execute(
                sa.select(table.c.id, organization.c.name).where(
                    organization.c.id == table.c.organization_id
                )
            )
            self.organization_of |= {(kind, id_): name for id_, name in rows}
        rows = connection.execute(sa.select(place.c.id, place.c.network_id))
        self.network_of = {id_: self.network.get(network, "") for id_, network in rows}
        self.titles = {
            kind: self._all(kind, "title") for kind in ("problem", "round", "study", "brief")
        }

    def _all(self, table, column):
        found = sa.table(table, sa.column("id"), sa.column(column))
        return dict(self.connection.execute(sa.select(found.c.id, found.c[column])).all())

    def of(self, row):
        found = {"organization": self.organization_of.get((row.kind, row.subject_id), "")}
        if row.kind == "network membership":
            found["network"] = self.network_of.get(row.subject_id, "")
        return found

    def title(self, row):
        return self.titles.get(row.kind.partition(":")[0], {}).get(row.subject_id, "")


def _title(told, now):
    """The title that a notice named, else what the thing is called now."""
    if not told or f"“{now}”" in told:
        return now
    start = told.find(": “") + 3 if ": “" in told else told.find("“") + 1
    end = told.rfind("”")
    return told[start:end] if 0 < start < end else now
