"""What a look at the installation found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `wrong` ones make `check` fail."""

    sentence: str
    wrong: bool = False


def counted(n: int, one: str, many: str) -> str:
    """A count with what it counts: "1 e-mail has been waiting", "3 e-mails have been waiting"."""
    return f"{n:,} {one if n == 1 else many}"
