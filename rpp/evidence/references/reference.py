"""What a catalog says of one publication, in whatever format it said it."""

from dataclasses import dataclass, field

from rpp.citations.work import Issued, Name, Work

# What kind of publication it is, in the words of its page.
TYPES: dict[str, str] = {
    "article": "Journal article",
    "book": "Book",
    "chapter": "Chapter",
    "report": "Report",
    "thesis": "Thesis",
    "conference": "Conference paper",
    "dataset": "Data set",
    "webpage": "Web page",
    "other": "Publication",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """One publication as somebody's file describes it; "" and None where the file says nothing.

    Persons are "Family, Given"; a name without a comma is an organization's or one word. `year` is
    a number only where the file gives one, `published` is the date as given.
    """

    title: str
    type: str = "other"
    authors: list[str] = field(default_factory=list)
    # How many authors the file names beyond those that are kept.
    more_authors: int = 0
    editors: list[str] = field(default_factory=list)
    year: int | None = None
    published: str = ""
    container: str = ""
    publisher: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    eric_id: str = ""
    isbn: str = ""
    issn: str = ""
    url: str = ""
    abstract: str = ""
    keywords: list[str] = field(default_factory=list)
    language: str = ""
    peer_reviewed: bool | None = None

    @property
    def first_author(self) -> str:
        """Who is named first; an editor where there are no authors."""
        return next(iter([*self.authors, *self.editors]), "")

    @property
    def surname(self) -> str:
        """The family name of the first author, or the whole name of an organization."""
        return self.first_author.partition(",")[0].strip()

    @property
    def work(self) -> Work:
        """The publication as citations and catalogs write it."""
        return Work(
            id=self.doi or self.eric_id or self.title,
            title=self.title,
            authors=tuple(_name(one) for one in self.authors or self.editors),
            issued=Issued(self.year) if self.year else None,
            publisher=self.publisher,
            url=self.url,
            doi=self.doi,
            genre=TYPES[self.type],
            abstract=self.abstract,
            journal=self.container,
            volume=self.volume,
            issue=self.issue,
            pages=self.pages,
            eric=self.eric_id,
        )


def _name(text: str) -> Name:
    family, comma, given = text.partition(",")
    if not comma:
        return Name(text, is_organization=" " in text)
    given, _, suffix = given.strip().partition(",")
    return Name(family.strip(), given.strip(), suffix.strip())
