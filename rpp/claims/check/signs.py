"""What is told by words alone: places, students, designs, and words of praise."""

import re
from typing import NamedTuple

from rpp.claims.check.numbers import NUMBER
from rpp.claims.check.parts import PartKind


class Sign(NamedTuple):
    """A sign in a small plain text, and what it says: the kind of a part, and a code in it."""

    kind: PartKind
    code: str
    said: re.Pattern[str]


def _sign(kind: PartKind, code: str, *said: str) -> Sign:
    return Sign(kind, code, re.compile("|".join(said)))


_PLACES = r"(?: (?:schools?|districts?|communities|areas))?"
_PEOPLE = r"(?:students|children|learners)"
_POOR = (
    r"\b(?:(?:economically )?disadvantaged|low[- ]income|high[- ]poverty"
    rf"|{_PEOPLE} in poverty|title i\b(?! e)|free (?:and|or) reduced[- ](?:price )?lunch)"
    r"(?: (?:students|children|families|schools|learners))?"
)
_GAINS = r"(?:gain|improve|growth|result|effect|impact|increase|higher|rais|outperform|better|more)"

# The first that fits a place in the text reads it.
SIGNS: tuple[Sign, ...] = (
    _sign(
        "setting",
        "urban",
        rf"\b(?:urban|inner[- ]city|(?:big |large )?(?:city|cities))\b{_PLACES}",
    ),
    _sign("setting", "suburban", rf"\bsuburb(?:s|an)\b{_PLACES}"),
    _sign("setting", "rural", rf"\brural\b{_PLACES}"),
    _sign("setting", "town", r"\b(?:small )?towns?\b"),
    _sign(
        "population",
        "english_learners",
        r"\b(?:english[- ](?:language[- ])?learners?|e\.?l\.?l\.?s?\b|els\b)",
        r"\b(?:multilingual learners?|emergent bilinguals?|esl students)",
        r"\blimited english[- ]proficien\w+",
    ),
    _sign(
        "population",
        "disabilities",
        rf"\b(?:{_PEOPLE}|those) with (?:\w+ )?disabilit(?:y|ies)\b",
        r"\b(?:special education|special needs|dyslexi[ac]s?|students with ieps?)\b",
    ),
    _sign("population", "frl", _POOR),
    _sign("population", "black", rf"\b(?:black|african[- ]american) {_PEOPLE}\b"),
    _sign("population", "hispanic", rf"\b(?:hispanic|latin[oax]s?)\b(?: {_PEOPLE}\b)?"),
    _sign("population", "asian", rf"\basian(?:[- ]american)? {_PEOPLE}\b"),
    _sign(
        "population",
        "american_indian",
        rf"\b(?:native american|american indian|indigenous) {_PEOPLE}\b",
    ),
    _sign(
        "population",
        "other",
        r"\b(?:struggling|at[- ]risk|gifted|below[- ]grade[- ]level|homeless|migrant)"
        rf" (?:readers|{_PEOPLE})\b",
        r"\b(?:girls|boys)\b",
    ),
    _sign(
        "significance",
        "",
        r"\bstatistically[- ]significant(?:ly)?\b",
        r"\bp ?[<=] ?0?\.\d+",
        rf"\bsignificant(?:ly)?(?= (?:\w+ )?{_GAINS})",
    ),
    _sign(
        "design",
        "rct",
        r"\b(?:an? )?randomi[sz]ed(?:[- ]controlled)?(?: (?:trials?|stud(?:y|ies)|experiments?))?",
        r"\brcts?\b|\bgold[- ]standard\b",
    ),
    _sign("design", "qed", r"\bquasi[- ]experiment(?:al|s)?\b"),
    _sign(
        "design",
        "independent",
        r"\bindependent(?:ly)?\b|\bthird[- ]party\b",
        r"\bexternally? (?:evaluat|valid)\w+",
    ),
    _sign("design", "peer", r"\bpeer[- ]reviewed?\b|\bscientific journals?\b|\blongitudinal\b"),
    _sign(
        "endorsed",
        "",
        r"\b(?:endorsed|approved|recommended|certified|recognized) by (?:the )?"
        r"(?:what works clearinghouse|wwc|(?:u\.?s\.? )?department of education|ies\b"
        r"|institute of education sciences)",
    ),
    _sign(
        "proven",
        "",
        r"\b(?:(?:have|has) been )?(?:scientifically |clinically |research[- ])?proven\b",
        r"\bproves?\b|\bproof\b|\bdemonstrably\b",
        r"\b(?:scientifically|clinically) validated\b",
    ),
    _sign(
        "based",
        "",
        r"\b(?:scientifically[- ])?(?:research|evidence|science|brain)[- ]"
        r"(?:based|backed|informed|driven)\b",
        r"\bbacked by (?:\w+ )?(?:research|science|evidence)\b",
    ),
    _sign(
        "absolute",
        "",
        r"\bguarante\w+\b|\bnever fails?\b|\bno student\b|\balways\b",
        r"\b(?:every|any) (?:single )?(?:student|child|learner|reader|school|classroom)\b",
        r"\ball (?:students|children|learners|kids)\b",
    ),
    _sign(
        "duration",
        "",
        rf"\b(?:in|within|after) (?:just |only |as little as |less than |under )?{NUMBER}[\s-]+"
        r"(?:minutes?|hours?|days?|weeks?|months?|semesters?)\b"
        r"(?! of (?:learning|growth|progress))",
    ),
)
