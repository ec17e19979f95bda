"""Two imports at once, and one that is killed: nothing comes twice, and nothing is left out."""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask

from rpp import db
from rpp.config import ROOT
from rpp.evidence.models import EvidenceRecord
from rpp.evidence.references import claims, operations, running
from rpp.evidence.references.claims import Claim
from rpp.evidence.references.models import EvidenceIdentifier, ImportRow, ReferenceImport
from rpp.policy import Viewer
from tests.evidence.references.library import many, ris
from tests.support.factories import Factories

LIMIT = 60  # seconds until something counts as never happening


def begun(app: Flask, text: str, person_id: int) -> int:
    """An import that is about to be written."""
    with app.app_context():
        with db.transaction() as session:
            me = Viewer(id=person_id)
            one = operations.receive(session, me, name="a.ris", data=text.encode(), format="ris")
            import_id = one.id or 0
        running.finish(import_id)
        with db.transaction() as session:
            operations.approve(session, me, import_id)
    return import_id


def shown_once(make: Factories, count: int) -> None:
    """Each title is there once, and each identifier belongs to a record that is there."""
    records = {one.id: one.title for one in make.all(EvidenceRecord)}
    assert len(records) == count
    assert not [title for title, n in Counter(records.values()).items() if n > 1]
    assert {one.record_id for one in make.all(EvidenceIdentifier)} == set(records)
    assert {one.record_id for one in make.all(ImportRow)} == set(records)


@pytest.mark.both_databases
def test_two_people_who_import_the_same_file_at_once_make_no_duplicates(
    app: Flask, make: Factories, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    text = many(9) + ris("No number at all", "Feld, Imani", PY=2001)
    imports = [begun(app, text, make.person().id), begun(app, text, make.person().id)]
    start, at_claims = Barrier(2), Barrier(2)
    take, met = claims.take, set()

    def together(session: object, wanted: Iterable[Claim]) -> None:
        # Where several write at once, both have made their records before either claims them.
        if not database_url.startswith("sqlite") and id(session) not in met and len(met) < 2:
            met.add(id(session))
            at_claims.wait(LIMIT)
        take(session, wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(claims, "take", together)
    wrong: list[Exception] = []

    def work(import_id: int) -> None:
        with app.app_context():
            start.wait(LIMIT)
            try:
                running.finish(import_id)
            except Exception as error:
                wrong.append(error)

    threads = [Thread(target=work, args=(import_id,)) for import_id in imports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT)
    assert wrong == []
    assert [one.status for one in make.all(ReferenceImport)] == ["done", "done"]
    shown_once(make, 10)
    outcomes = Counter(one.outcome for one in make.all(ImportRow))
    assert outcomes == {"added": 10, "merged": 10}


# As a worker whose batches are of three entries, and that says when it is within the second.
WORKER = """
import sys
from rpp import create_app
from rpp.evidence.references import running

running.BATCH, batches = 3, []
name = sys.argv[1]
step = getattr(running, name)

def slow(*about):
    batches.append(about)
    answer = step(*about)
    if len(batches) == 2:
        print("at the second", flush=True)
        sys.stdin.read()
    return answer

setattr(running, name, slow)
with create_app().app_context():
    running.turn()
"""


@pytest.mark.parametrize("step", ["_read_some", "_write_some"])
def test_a_worker_killed_within_a_batch_leaves_the_rest_to_the_next(
    app: Flask,
    make: Factories,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    text, person = many(8), make.person().id
    if step == "_write_some":
        import_id = begun(app, text, person)
    else:
        with app.app_context(), db.transaction() as session:
            me = Viewer(id=person)
            one = operations.receive(session, me, name="a.ris", data=text.encode(), format="ris")
            import_id = one.id or 0
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, step],
        cwd=ROOT,
        env={
            "PATH": "",
            "RPP_DATABASE_URL": database_url,
            "RPP_INSTANCE": str(tmp_path),
            "RPP_SECRET_KEY": "for-tests-only",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "at the second\n"
    finally:
        process.kill()
        process.communicate()
    # The first batch stands, of the second one nothing.
    (one,) = make.all(ReferenceImport)
    if step == "_write_some":
        assert one.written_through == 3
        shown = [row.number for row in make.all(ImportRow) if row.outcome == "added"]
        assert sorted(shown) == [1, 2, 3]
    else:
        assert one.read_through == 3
        assert [row.number for row in make.all(ImportRow)] == [1, 2, 3]
    with app.app_context():
        running.finish(import_id)
        if step == "_read_some":
            assert len(make.all(ImportRow)) == 8
            with db.transaction() as session:
                operations.approve(session, Viewer(id=person), import_id)
            running.finish(import_id)
    shown_once(make, 8)
