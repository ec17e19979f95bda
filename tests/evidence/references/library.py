"""Invented references for tests, as RIS."""

from collections.abc import Iterable


def ris(title: str, *authors: str, kind: str = "JOUR", **tags: object) -> str:
    """A record; tags by their names: DO="10.5555/a", PY=2001."""
    named = "".join(f"AU  - {one}\n" for one in authors)
    rest = "".join(f"{tag}  - {value}\n" for tag, value in tags.items())
    return f"TY  - {kind}\nTI  - {title}\n{named}{rest}ER  - \n"


def many(count: int, start: int = 0) -> str:
    """Records that differ in everything, each third without a DOI."""
    return "".join(
        ris(
            f"Invented trial {n} of reading in pairs",
            f"Name{n}, Ada",
            PY=1990 + n % 30,
            JF="Invented Review",
            **({"DO": f"10.5555/invented.{n}"} if n % 3 else {}),
        )
        for n in range(start, start + count)
    )


def joined(records: Iterable[str]) -> bytes:
    """A file of records."""
    return "\n".join(records).encode()
