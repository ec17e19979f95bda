"""What happens to rounds."""

from datetime import datetime
from typing import Any

from rpp.dates import closing_in, moment_in, short_day_in
from rpp.layout import Happened, several
from rpp.rounds.words import no_quorum
from rpp.verbs import Facts, Verbs, titled, verb


def _opens(facts: Facts) -> str:
    return moment_in(datetime.fromisoformat(facts["opens_at"]), facts["zone"])


def _until(facts: Facts) -> str:
    return closing_in(datetime.fromisoformat(facts["closes_at"]), facts["zone"])


def _left_out(facts: Facts) -> str:
    gone = facts.get("left_out")
    return f" {several(len(gone), 'problem')} no longer open, left out." if gone else ""


def _counted(facts: Facts) -> str:
    if "won" not in facts:
        return f": “{facts['title']}”."
    return f" “{facts['title']}” and counted it. Confirm or refuse the count for your district."


# What was fixed when a round opened.
_FIXED = (
    *("options", "left_out", "electors", "ballot", "points", "capacity", "rule", "quorum"),
    *("secret", "seed_hash"),
)
ROUND = Verbs(
    {
        "created": verb("planned the round."),
        "edited": verb("changed the plan."),
        "deleted": verb("deleted the draft."),
        "scheduled": verb("scheduled it to open {opens}.", "opens_at"),
        "cancelled": titled("canceled it.", told="canceled the vote: “{title}”."),
        "opened": titled(
            "opened it. Its problems, rule, capacity and districts are fixed since then.{left}",
            *_FIXED,
            told="opened the vote: “{title}”.",
        ),
        "closed": titled(
            "closed it and counted.", "won", "ballots", told="closed the vote{counted}"
        ),
        "extended": titled(
            "extended it to {until}.", "before", "closes_at", told="extended the vote: “{title}”."
        ),
        "reminded": verb("e-mailed the districts that had not voted."),
        "substitute_named": titled(
            "named who votes when its delegate cannot.",
            *("district", "person_id"),
            told="named you to vote for {district} when its delegate cannot: “{title}”.",
        ),
        "substitute_taken_back": verb(
            "removed the substitute for its delegate.", "district", "person_id"
        ),
        "option_noted": verb("noted how a problem could be studied.", "option"),
        "option_withdrawn": verb("withdrew a problem.", "option", "problem"),
        "confirmed": verb("confirmed the count."),
        "certified": titled(
            "confirmed the count. It is certified.", told="certified the result: “{title}”."
        ),
        # Too few districts `voted`, unless somebody gave a reason.
        "annulled": titled(
            "annulled it.", "voted", "quorum", told="annulled the result: “{title}”."
        ),
    },
    {"opens": _opens, "until": _until, "left": _left_out, "counted": _counted},
)


def happened(event: Any, round_: Any) -> Happened:
    """One line of the round's history, in words."""
    facts = {"opens_at": round_.opens_at and round_.opens_at.isoformat(), **event.detail}
    reason = event.reason
    if "quorum" in facts and event.verb == "annulled":
        reason = no_quorum(facts["voted"], facts["quorum"])
    return Happened(
        short_day_in(event.at, round_.timezone),
        facts.get("district") or event.who or "The portal, on schedule,",
        ROUND.sentence(event.verb, {**facts, "zone": round_.timezone}),
        reason,
    )
