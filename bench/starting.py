"""What it costs to start: the import, the memory of workers, the reference data."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

from bench import data
from bench.common import SECRET, Databases, Figure, connected, environment, free_port
from rpp.config import ROOT

BEST_OF = 8
PAGES = ("/", "/problems", "/problems/4", "/briefs", "/evidence", "/networks", "/search?q=bus")


def importing(databases: Databases) -> list[Figure]:
    """Import and build the portal in a fresh process, against `import flask`."""
    env = environment(RPP_INSTANCE=str(databases.folder))
    flask, ours = [], []
    for _ in range(BEST_OF):
        flask.append(_cpu(env, "-c", "import flask"))
        ours.append(_cpu(env, "-c", "from rpp import create_app; create_app()"))
    ratio = min(ours) / min(flask)
    return [
        Figure(
            "import of the portal against `import flask`",
            "at most 6×",
            f"{ratio:.1f}× ({min(ours):.2f} s and {min(flask):.2f} s)",
            f"CPU of fresh processes, best of {BEST_OF}",
            ratio <= 6,
        )
    ]


def _cpu(env: dict[str, str], *arguments: str) -> float:
    """The CPU seconds of a Python process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], env=env, cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def memory(databases: Databases) -> list[Figure]:
    """The share of memory (PSS) of a gunicorn master and two workers that served pages."""
    url = databases.new("SQLite")
    engine = connected(url)
    data.fill(engine, problem_count=1_000, comment_count=10_000)
    engine.dispose()
    with served(databases, url, workers=2) as (address, master):
        begun = [_used(pid) for pid in _family(master)[1:]]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda n: _get(address + PAGES[n % len(PAGES)]), range(200)))
        family = _family(master)
        busy = [_used(pid) - before for pid, before in zip(family[1:], begun, strict=True)]
        shares = [_pss(pid) for pid in family]
    # A page takes a few hundredths of a second at most: both must have served many.
    evenly = min(busy) > sum(busy) / 4
    return [
        Figure(
            "memory of a master and two workers",
            "at most 160 MB",
            f"{sum(shares):.0f} MB ({' + '.join(f'{share:.0f}' for share in shares)})",
            "PSS after 200 requests" + ("" if evenly else "; the workers shared them unevenly"),
            sum(shares) <= 160 and evenly,
        )
    ]


@contextmanager
def served(
    databases: Databases, url: str, workers: int, app: str = "app:app", **more: str
) -> Iterator[tuple[str, int]]:
    """Serve a database with gunicorn as `flask serve` does; the address, and the master's id."""
    port = free_port()
    env = environment(
        RPP_DATABASE_URL=url,
        RPP_INSTANCE=str(databases.folder),
        RPP_SECRET_KEY=SECRET,
        RPP_RATE_LIMITS="false",
        **more,
    )
    command = [
        *(sys.executable, "-m", "gunicorn", app, "--workers", str(workers)),
        *("--bind", f"127.0.0.1:{port}", "--log-level", "error"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                _get(address + "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        time.sleep(1)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _get(address: str) -> bytes:
    with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as answer:
        return answer.read()


def _family(master: int) -> list[int]:
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return [master, *map(int, children)]


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def spent_by(master: int) -> float:
    """The CPU seconds that a server's processes have used."""
    return sum(map(_used, _family(master))) / os.sysconf("SC_CLK_TCK")


def seeding(databases: Databases, kind: str) -> list[Figure]:
    """`flask seed` of all reference data into a fresh database."""
    env = environment(
        RPP_DATABASE_URL=databases.new(kind), RPP_INSTANCE=str(databases.folder), FLASK_APP="app"
    )
    began = time.perf_counter()
    cpu = _cpu(env, "-m", "flask", "seed")
    took = time.perf_counter() - began
    return [
        Figure(
            "`flask seed` of all reference data",
            "under 20 s",
            f"{took:.1f} s (CPU of the command {cpu:.1f} s)",
            "wall time, fresh database",
            took < 20,
            kind,
        )
    ]
