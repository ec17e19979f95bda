"""Measures the check on claims whose right verdicts are known, part by part."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from rpp.claims.check import checking
from rpp.claims.check.parts import KINDS, VERDICTS, Judged, PartKind, Verdict
from rpp.errors import DomainError
from rpp.policy import ANYONE


class LabelledPart(NamedTuple):
    """A part as a person read it: of which kind, by which words, and the right verdict."""

    kind: PartKind
    words: str
    verdict: Verdict


class Labelled(NamedTuple):
    """A claim and its parts."""

    claim: str
    parts: tuple[LabelledPart, ...]


class Outcome(NamedTuple):
    """A labelled part and what the check made of it: None where it did not read it."""

    claim: str
    labelled: LabelledPart
    got: Verdict | None

    @property
    def right(self) -> bool:
        return self.got == self.labelled.verdict


@dataclass(frozen=True, slots=True)
class Report:
    """Counts of parts; `extra` were read by the check alone."""

    claims: int
    parts: int
    read: int
    right: int
    extra: int
    by_kind: Mapping[str, tuple[int, int]]
    wrong: Sequence[Outcome]

    @property
    def agreement(self) -> float | None:
        """The share of all labelled parts with the right verdict; unread ones are wrong."""
        return self.right / self.parts if self.parts else None


def read(path: Path) -> list[Labelled]:
    """The claims of a file, one JSON object a line; a wrong line is a DomainError."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            found.append(Labelled(str(row["claim"]), tuple(map(_part, row["parts"]))))
        except (ValueError, KeyError, TypeError):
            raise DomainError(
                f"Line {number} of {path.name} is no claim: it needs “claim” (a text) and “parts” "
                "(a list of “kind”, “words” of the claim, and “verdict”)."
            ) from None
    return found


def _part(row: Mapping[str, str]) -> LabelledPart:
    if row["kind"] not in KINDS or row["verdict"] not in VERDICTS:
        raise ValueError(row)
    return LabelledPart(row["kind"], row["words"], row["verdict"])


def evaluate(session: Session, claims: Sequence[Labelled]) -> Report:
    """How far the check agrees with labels; anyone asks."""
    found, read_, extra = list[Outcome](), 0, 0
    for one in claims:
        judged = checking.check(session, ANYONE, one.claim, by_meaning=False).judged
        left = list(judged)
        for part in one.parts:
            own = next((each for each in left if _is_it(one.claim, part, each)), None)
            if own is not None:
                left.remove(own)
                read_ += 1
            found.append(Outcome(one.claim, part, own.verdict if own else None))
        extra += len(left)
    counted = Counter(one.labelled.kind for one in found)
    right = Counter(one.labelled.kind for one in found if one.right)
    return Report(
        len(claims),
        len(found),
        read_,
        sum(right.values()),
        extra,
        {kind: (right[kind], counted[kind]) for kind in KINDS if kind in counted},
        [one for one in found if not one.right],
    )


def _is_it(claim: str, part: LabelledPart, judged: Judged) -> bool:
    """Whether the check read this part: of its kind, in words that overlap."""
    stands = re.search(rf"(?<!\w){re.escape(part.words)}(?!\w)", claim)
    start = stands.start() if stands else -1
    span = judged.part.span
    return (
        judged.part.kind == part.kind
        and start >= 0
        and span.start < start + len(part.words)
        and start < span.end
    )
