"""Topics that people follow: a subject of CEDS, in all grades or in one band of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from rpp.layout import Link
from rpp.vocabulary import BAND_CODES, SUBJECTS, bands_of

# A topic is known by a number, ten times that of its subject and that of its band: both are for
# good, since people follow by them.
SUBJECT_NUMBERS = {
    **{"math": 1, "ela": 2, "science": 3, "social": 4, "cte": 5, "sped": 6},
    **{"multilingual": 7, "attendance": 8, "staffing": 9, "climate": 10, "all": 11},
}
BAND_NUMBERS = {"": 0, "pk-2": 1, "3-5": 2, "6-8": 3, "9-12": 4}


class Topic(NamedTuple):
    """A subject, and a band of grades or "" for all of them."""

    subject: str
    band: str = ""

    @property
    def id(self) -> int:
        return 10 * SUBJECT_NUMBERS[self.subject] + BAND_NUMBERS[self.band]

    @property
    def title(self) -> str:
        subject = SUBJECTS[self.subject]
        return f"{subject}: {BAND_CODES[self.band]}" if self.band else subject

    @property
    def href(self) -> str:
        """Where it says what is known on it."""
        place = f"#{self.band}" if self.band else ""
        return f"/briefs/topics/{self.subject}{place}"

    @property
    def follow(self) -> Link:
        """The way to the button with which one follows it."""
        return Link("Follow this topic", f"/follow/topic/{self.id}")


def topic(number: int) -> Topic | None:
    """The topic of a number; None where it is none."""
    return _topics.get(number)


def topics_of(tags: Mapping[str, Sequence[str]]) -> Iterator[Topic]:
    """The topics that a thing with these tags is on: each of its subjects, and in each band."""
    bands = bands_of(tags.get("grade", ()))
    for subject in tags.get("subject", ()):
        if subject in SUBJECT_NUMBERS:
            yield from (Topic(subject, band) for band in ("", *bands))


_topics = {
    one.id: one
    for one in (Topic(subject, band) for subject in SUBJECT_NUMBERS for band in BAND_NUMBERS)
}
