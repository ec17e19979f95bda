"""All decisions as a table, for whoever checks a published synthesis."""

import csv
import io

from sqlalchemy import select
from sqlmodel import Session

from rpp.sheets import harmless
from rpp.syntheses.models import STUDIES
from rpp.syntheses.screening.models import CASES, DECISIONS

HEAD = (
    *("candidate", "title", "year", "stands", "duplicate_of", "reader", "outcome", "reason"),
    *("note", "decided_at", "settled", "settled_how", "settled_reason", "settled_note"),
)


def decisions(session: Session, synthesis_id: int) -> str:
    """One row for each of two decisions, where both have decided, as CSV; one statement.

    Readers are told apart by letters, candidate by candidate: who they are stands elsewhere.
    """
    rows = session.execute(
        select(
            *(STUDIES.c.key, STUDIES.c.title, STUDIES.c.year, STUDIES.c.status),
            *(STUDIES.c.duplicate_of, DECISIONS.c.person_id, DECISIONS.c.outcome),
            *(DECISIONS.c.reason, DECISIONS.c.note, DECISIONS.c.decided_at, CASES.c.outcome),
            *(CASES.c.how, CASES.c.reason, CASES.c.note),
        )
        .join(CASES, CASES.c.candidate_id == STUDIES.c.id)
        .join(DECISIONS, DECISIONS.c.candidate_id == STUDIES.c.id)
        .where(STUDIES.c.synthesis_id == synthesis_id)
        .order_by(STUDIES.c.id, DECISIONS.c.person_id)
    ).all()
    letters = {person: _letter(n) for n, person in enumerate(sorted({row[5] for row in rows}))}
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(HEAD)
    for row in rows:
        cells = list(row)
        cells[5], cells[9] = letters[row[5]], row[9].isoformat(timespec="seconds")
        table.writerow([_cell(one) for one in cells])
    return out.getvalue()


def _cell(value: object) -> str:
    return "" if value is None else harmless(str(value))


def _letter(n: int) -> str:
    return chr(ord("A") + n) if n < 26 else f"R{n + 1}"
