"""What is said of one outcome domain: by a report, and by findings that are added up."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What an intervention report concludes on one outcome domain; "" is no rating."""

    protocol: str
    domain: str
    rating: str
    studies: int | None = None
    sample_size: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What findings add up to in one outcome domain.

    How many `findings`, how many `say` whether they are significant, how many are significant in
    `favor` of the intervention and `against` it by the source's direction, how many in a direction
    that is `unclear`, and the best `tier` that the source gives one of them (None: none).
    """

    domain: str
    findings: int
    say: int
    favor: Annotated[int, Field(alias="for")]
    against: int
    tier: int | None = None
    unclear: int = 0
