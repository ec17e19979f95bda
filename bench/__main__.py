"""`python -m bench [names…]`: measure the portal, and print what it reached beside the aims.

Names: page, growth, unchanged, votes, casting, workspace, repository, seed, import, memory, wire,
packet, brief, tally, pooling, differences, texts, references, searching, asking, reading, scanning,
searched, screening; all of them without any.
Ratios are of CPU times of one run, so that they mean something on a busy machine too.
"""

import sys
import textwrap
import time
from collections.abc import Callable
from functools import partial

from bench import (
    ask,
    briefs,
    casting,
    meaning,
    packets,
    pages,
    pooling,
    references,
    repository,
    screening,
    searching,
    starting,
    studies,
    tally,
    texts,
    votes,
    wire,
)
from bench.common import KINDS, Databases, Figure
from tests.support import postgres

ON_EACH_DATABASE = {
    "page": pages.against_template,
    "growth": pages.growth,
    "unchanged": pages.unchanged,
    "votes": votes.votes,
    "casting": casting.casting,
    "seed": starting.seeding,
    "workspace": studies.workspace,
    "repository": repository.repository,
    "references": references.references,
    "searching": searching.searching,
    "asking": ask.asking,
}
ONCE = {
    "import": starting.importing,
    "memory": starting.memory,
    "wire": wire.wire,
    "packet": packets.packets,
    "brief": briefs.briefs,
    "tally": tally.counting,
    "pooling": pooling.pooling,
    "differences": studies.differences,
    "texts": texts.texts,
    "reading": meaning.reading,
    "scanning": meaning.scanning,
    "searched": meaning.memory,
    "screening": screening.screening,
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(ON_EACH_DATABASE) - set(ONCE)
    if unknown:
        print(f"There is no measurement {', '.join(sorted(unknown))}.\n{__doc__}")
        return 2
    databases, figures = Databases(), []
    for kind in KINDS:
        if kind not in databases.kinds:
            print(f"{kind} is missing: install it with {postgres.INSTALL}")
    try:
        for name, measure in ON_EACH_DATABASE.items():
            for kind in databases.kinds if name in names or not names else ():
                figures += _told(f"{name}, {kind}", partial(measure, databases, kind))
        for name, once in ONCE.items():
            if name in names or not names:
                figures += _told(name, partial(once, databases))
    finally:
        databases.close()
    show(figures)
    return int(any(figure.met is False for figure in figures))


def _told(what: str, measure: Callable[[], list[Figure]]) -> list[Figure]:
    """Measure, and say meanwhile what is measured."""
    began = time.perf_counter()
    print(f"{what} …", end="", flush=True, file=sys.stderr)
    figures = measure()
    print(f" {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return figures


def show(figures: list[Figure]) -> None:
    """Print the table, its cells wrapped."""
    widths = (44, 10, 22, 30, 4, 38)
    heads = ("figure", "database", "aim", "reached", "met", "measured as")
    rows = [
        (f.what, f.database, f.aim, f.reached, {None: "", True: "yes", False: "NO"}[f.met], f.how)
        for f in figures
    ]
    for row in (heads, tuple("-" * w for w in widths), *rows):
        cells = [
            textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)
        ]
        for line in range(max(map(len, cells))):
            parts = (
                (cell[line] if line < len(cell) else "").ljust(width)
                for cell, width in zip(cells, widths, strict=True)
            )
            print("  ".join(parts).rstrip())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
