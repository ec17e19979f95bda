"""A work as a reference list names it: APA (7th edition) and Chicago (17th, author-date)."""

from dataclasses import dataclass

from rpp.citations.work import Name, Work
from rpp.personal_names import given_initials

# A title that ends so needs no period.
STOPS = (".", "?", "!", "…")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in three pieces, since its middle is set in italics."""

    before: str
    title: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.title}{self.after}"


def apa(work: Work) -> Reference:
    """APA 7, sections 9.7 to 9.36 and 10.4: authors, year, title, number, publisher, address."""
    before = f"{_stop(_apa_authors(work.authors))} ({_year(work)}). "
    where = f" {_address(work)}" if _address(work) else ""
    if work.journal:
        number = work.volume + (f"({work.issue})" if work.issue else "")
        place = ", ".join(filter(None, (work.journal, number, work.pages)))
        return Reference(f"{before}{_stop(work.title)} ", place, f".{where}")
    about = ", ".join(filter(None, (work.number, _version(work))))
    end = f" ({about})." if about else _end(work.title)
    publisher = f" {_stop(work.publisher)}" if work.publisher else ""
    return Reference(before, work.title, f"{end}{publisher}{where}")


def chicago(work: Work) -> Reference:
    """Chicago 17, chapter 15: the first author's name reversed, the others' as they are."""
    before = f"{_stop(_chicago_authors(work.authors))} {_year(work)}. "
    where = f" {_address(work)}." if _address(work) else ""
    if work.journal:
        number = work.volume + (f" ({work.issue})" if work.issue else "")
        pages = f": {work.pages}" if work.pages else ""
        title = f"{before}“{_stop(work.title)}” "
        return Reference(title, work.journal, f" {number}{pages}.{where}")
    about = ", ".join(filter(None, (work.number, _version(work))))
    after = "".join(f" {_stop(part)}" for part in (about, work.publisher) if part)
    return Reference(before, work.title, f"{_end(work.title)}{after}{where}")


def _address(work: Work) -> str:
    return f"https://doi.org/{work.doi}" if work.doi else work.url


def _end(title: str) -> str:
    return "" if title.endswith(STOPS) else "."


def _version(work: Work) -> str:
    return f"version {work.version}" if work.version else ""


def _year(work: Work) -> str:
    return str(work.issued.year) if work.issued else "n.d."


def _stop(text: str) -> str:
    return text if text.endswith(STOPS) else f"{text}."


def apa_name(name: Name) -> str:
    """A name in a list of references: "Feld, I.", "King, A., Jr."."""
    return ", ".join(filter(None, (name.family, given_initials(name.given), name.suffix)))


def _apa_authors(authors: tuple[Name, ...]) -> str:
    """Up to twenty names; of more the first nineteen, three dots and the last (APA 7, 9.8)."""
    names = [apa_name(name) for name in authors]
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    return ", & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _chicago_authors(authors: tuple[Name, ...]) -> str:
    """Up to ten names; of more the first seven and "et al." (Chicago 17, 14.76)."""
    names = [authors[0].reversed, *(name.whole for name in authors[1:])] if authors else []
    if len(names) > 10:
        return f"{', '.join(names[:7])}, et al."
    return ", and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
