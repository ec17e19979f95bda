"""How long an import of 10,000 RIS records takes, a tenth of them messy: read, found, written."""

import random
import time

from sqlalchemy import func, select

from bench.common import Databases, Figure, portal
from rpp import db
from rpp.evidence.models import RECORDS
from rpp.evidence.references import operations, running
from rpp.policy import Viewer

SEED = 20_261_130
RECORDS_OF_FILE = 10_000
AIM = 60.0
_WORDS = (
    *("reading", "fluency", "pairs", "trial", "school", "district", "students", "teachers"),
    *("coaching", "attendance", "algebra", "writing", "science", "practice", "feedback", "summer"),
    *("tutoring", "intervention", "evaluation", "outcomes", "effects", "rural", "urban", "grade"),
    *("kindergarten", "middle", "high", "curriculum", "learning", "community", "engagement"),
)


def file(count: int = RECORDS_OF_FILE) -> bytes:
    """Invented records, the same each time; a tenth of them as real files are."""
    chance = random.Random(SEED)
    return "".join(_record(chance, number) for number in range(count)).encode()


def _record(chance: random.Random, number: int) -> str:
    def words(many: int) -> str:
        return " ".join(chance.choices(_WORDS, k=many))

    authors = "".join(
        f"AU  - Name{chance.randrange(3_000)}, A. B.\n" for _ in range(chance.randint(1, 6))
    )
    doi = f"DO  - 10.5555/bench.{number}\n" if number % 4 else ""
    abstract = words(150)
    mess = chance.randrange(10)
    if not mess:
        abstract = f"<p>{abstract}</p>\nER visits and &lt;b&gt;more&lt;/b&gt;\n{words(20)}"
        # A late TY, and the same DOI as an earlier record.
        doi = f"DO  - https://doi.org/10.5555/BENCH.{max(number - 50, 1)}\n" if number % 2 else doi
    lines = (
        f"{authors}TI  - {words(9).capitalize()} {number}\nPY  - {chance.randint(1990, 2025)}\n"
        f"T2  - Journal of {words(2).title()}\nVL  - {number % 40}\nSP  - {number}\n{doi}"
        f"KW  - {words(1)}\nKW  - {words(2)}\nAB  - {abstract}\nER  - \n"
    )
    return lines.replace("TI  -", "TY  - JOUR\nTI  -") if mess == 1 else f"TY  - JOUR\n{lines}"


def references(databases: Databases, kind: str) -> list[Figure]:
    """A first run, and a second one of the same file."""
    data = file()
    with portal(databases.new(kind), databases.folder).app_context():
        first, wall, count = _run(data)
        second, _, again = _run(data)
    how = f"{len(data) / 1e6:.0f} MB; {wall:.0f} s by the clock; CPU of this process"
    added = f"{again - count} records more"
    return [
        Figure(f"import of {RECORDS_OF_FILE:,} RIS records", f"under {AIM:.0f} s",
               f"{first:.1f} s, {count:,} records", how, first < AIM, kind),
        Figure("the same file once more", "0 records more", f"{second:.1f} s, {added}",
               "CPU of this process", again == count, kind),
    ]  # fmt: skip


def _run(data: bytes) -> tuple[float, float, int]:
    began, wall = time.process_time(), time.perf_counter()
    actor = Viewer()
    with db.transaction() as session:
        one = operations.receive(session, actor, name="bench.ris", data=data, format="ris")
        import_id = one.id or 0
    running.finish(import_id)
    with db.transaction() as session:
        operations.approve(session, actor, import_id)
    running.finish(import_id)
    spent = time.process_time() - began, time.perf_counter() - wall
    with db.before_write() as session:
        count = session.execute(select(func.count()).select_from(RECORDS)).scalar_one()
    return *spent, count
