"""The index in files: most of it stands in a generation that all processes of a machine map.

What changed since is held beside it by each process, until that is so much that whoever notices
writes the next generation.
"""

from dataclasses import fields
from pathlib import Path

import numpy as np
from flask import current_app

from rpp.search.changes import Version
from rpp.search.index import Index
from rpp.search.meaning import generations
from rpp.search.meaning.generations import Array
from rpp.search.segment import Postings, Segment

# The form of the arrays, in the name of their files: raise it when they change.
KIND = "words-1"
# The next generation is written when more than so many documents, and more than a tenth of all,
# are not as the last one says.
MANY = 2_000


def newest(folder: Path) -> Index | None:
    """The newest generation; None where there is none that can be read."""
    found = generations.newest(folder, KIND)
    if found is None:
        return None
    name, arrays = found
    number, _, stamp = name.partition("-")
    try:
        segment = _read(arrays)
        version = Version(int(number), stamp)
    except (KeyError, TypeError, ValueError):
        return None
    return Index(version, (segment,), (np.ones(len(segment), dtype=np.bool_),), True)


def is_due(index: Index, patience: int = 1) -> bool:
    """Whether so much changed since the last generation that the next one is worth its cost."""
    mapped = len(index.segments[0]) if index.is_mapped else 0
    return index.apart > patience * MANY and 10 * index.apart > patience * mapped


def kept(folder: Path, index: Index) -> Index:
    """The same, from a new generation; as it was where another process is writing one."""
    name = f"{index.version.id}-{index.version.stamp}"
    try:
        generations.write(folder, KIND, name, _arrays(index.whole()))
    except OSError as error:
        # A full disk makes it slower, and no search fails.
        current_app.logger.warning("The file of the index cannot be written: %s", error)
    found = newest(folder)
    return found if found and found.version == index.version else index


def _arrays(segment: Segment) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for one in fields(Segment):
        value = getattr(segment, one.name)
        if isinstance(value, Postings):
            found |= {f"{one.name}.{of.name}": getattr(value, of.name) for of in fields(Postings)}
        else:
            found[one.name] = value
    return found


def _read(arrays: dict[str, Array]) -> Segment:
    def postings(of: str) -> Postings:
        return Postings(*(arrays[f"{of}.{one.name}"] for one in fields(Postings)))

    columns = {one.name: arrays[one.name] for one in fields(Segment) if one.name in arrays}
    return Segment(
        words=postings("words"), titles=postings("titles"), facets=postings("facets"), **columns
    )
