"""What a look at the installation found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `wrong` ones make `check` fail."""

    sentence: str
    wrong: bool = False
