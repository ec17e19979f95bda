"""A decided rating for machines: all that its page shows, as a table and as JSON."""

import csv
import io
from collections.abc import Iterator, Sequence

from rpp import dates
from rpp.evidence.ratings import by_rules, judgments
from rpp.evidence.ratings.judgments import Judgment, Key
from rpp.evidence.ratings.pages import LETTERS, agreement_of
from rpp.evidence.ratings.queries import Challenge, Decision, Place, Sent, Shown
from rpp.sheets import harmless

HEADS = (
    *("review", "criterion", "domain", "question"),
    *("a_answer", "a_passage", "a_page", "a_note"),
    *("b_answer", "b_passage", "b_page", "b_note"),
    *("decided", "decided_by", "reason"),
)
Plain = dict[str, object]


def as_csv(shown: Shown, sent: Sequence[Sent], decisions: Sequence[Decision]) -> str:
    """One line for each criterion of each decided review; answers are codes of the rule set."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADS)
    for decision in reversed(decisions):
        for line in _lines(shown, decision, _by_place(sent, decision.number)):
            writer.writerow([harmless(str(cell)) for cell in line])
    return out.getvalue()


def _by_place(sent: Sequence[Sent], number: int) -> dict[str, dict[Key, Judgment]]:
    return {one.place: judgments.read(one.judgments) for one in sent if one.number == number}


def _lines(
    shown: Shown, decision: Decision, by_place: dict[str, dict[Key, Judgment]]
) -> Iterator[list[object]]:
    decided = {(one.criterion, one.domain): one for one in decision.answers}
    for key in by_rules.ordered(shown.rule_set, decided):
        one, criterion = decided[key], by_rules.criterion(shown.rule_set, key[0])
        cells: list[object] = [
            decision.number,
            *key,
            criterion.question if criterion else "",
        ]
        for place in ("A", "B"):
            said = by_place.get(place, {}).get(key, Judgment())
            cells += [said.answer, said.passage, said.page, said.note]
        yield [*cells, one.answer, one.by, one.reason]


def as_json(
    shown: Shown,
    places: Sequence[Place],
    sent: Sequence[Sent],
    decisions: Sequence[Decision],
    challenges: Sequence[Challenge],
) -> Plain:
    """The rating with its decided reviews, as plain values."""
    return {
        "id": shown.id,
        "subject": {"kind": shown.subject_kind, "id": shown.subject_id, "title": shown.title},
        "rule_set": shown.rule_set,
        "status": shown.status,
        "status_since": dates.iso(shown.status_since),
        "opened": dates.iso(shown.opened_at),
        "reviews": [_review(shown, one, places, sent) for one in decisions],
        "challenges": [_challenge(one) for one in challenges],
    }


def _review(
    shown: Shown, decision: Decision, places: Sequence[Place], sent: Sequence[Sent]
) -> Plain:
    by_place = _by_place(sent, decision.number)
    first, second = by_place.get("A", {}), by_place.get("B", {})
    agreed = agreement_of(shown.rule_set, first, second)
    return {
        "number": decision.number,
        "rating": decision.rating,
        "tiers": {one.domain: one.tier for one in decision.tiers},
        "decided": dates.iso(decision.decided_at),
        "facts_sha256": decision.facts_hash,
        "reviewers": [
            {
                "name": one.name if one.may_name else LETTERS[one.place],
                "place": one.place,
                "status": one.status,
                "interests": one.interests,
                "reason": one.reason,
            }
            for one in places
            if one.number == decision.number
        ],
        "agreement": {
            "words": agreed.words,
            "answers": agreed.heads,
            "table": [row for _, row in agreed.rows],
        },
        "judgments": [
            dict(zip(HEADS[1:], line[1:], strict=True))
            for line in _lines(shown, decision, by_place)
        ],
    }


def _challenge(one: Challenge) -> Plain:
    return {
        "id": one.id,
        "review": one.number,
        "criterion": one.criterion,
        "domain": one.domain,
        "author": one.author,
        "passage": one.passage,
        "page": one.page,
        "argument": one.argument,
        "status": one.status,
        "answer": one.answer,
        "answered_by": one.answered_by,
    }
