"""What a look at the installation found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `wrong` ones make `check` fail."""

    sentence: str
    wrong: bool = False

    @property
    def parts(self) -> list[tuple[str, bool]]:
        """The sentence in parts, each with whether it is a command or a name to type."""
        return [(text, bool(at % 2)) for at, text in enumerate(self.sentence.split("`"))]
