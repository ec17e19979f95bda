"""What a published version says of its review, with names as they were on that day."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Someone who reviewed a brief; without a name where they did not want to be named."""

    name: str
    organization: str
    practitioner: bool
    conflict: str = ""

    @property
    def full_name(self) -> str:
        """ "Dana Ortiz, Lordsburg"; "A reviewer from a school district" for one without a name."""
        if self.name:
            return f"{self.name}, {self.organization}"
        works = "from a school district" if self.practitioner else "from outside school districts"
        return f"A reviewer {works}"

    @property
    def mark(self) -> str:
        """The sign beside their name, see components/signs.html."""
        return "lea" if self.practitioner else "researcher"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reviewer decided, on a day as it is said; `comment` is printed with the brief.

    `earlier`: it is about a text that was changed since.
    """

    by: Reviewer
    approved: bool
    day: str
    comment: str = ""
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """How a version came to be published: a way of `WAYS`, and what its reviewers said.

    `version` is the one that they read; corrections are published without them.
    """

    version: int
    way: str
    opinions: list[Opinion] = field(default_factory=list)
    # When reviewers were asked, as it is said; "" where nobody could be.
    asked: str = ""


WAYS = {
    "approved": "Two reviewers approved it.",
    "returned": "Reviewers returned it twice. Its authors publish it with the reviewers’ comments.",
    "waited": "It was in review for 21 days without two approvals. Its authors publish it with "
    "whatever its reviewers said.",
}
