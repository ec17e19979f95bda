"""A work as a reference list names it: APA (7th edition) and Chicago (17th, author-date)."""

from dataclasses import dataclass

from rpp.citations.work import Name, Work


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
    where = work.url if not work.doi else f"https://doi.org/{work.doi}"
    about = ", ".join(filter(None, (work.number, _version(work))))
    if work.journal:
        number = work.volume + (f"({work.issue})" if work.issue else "")
        place = ", ".join(filter(None, (work.journal, number, work.pages)))
        return Reference(
            f"{before}{_stop(work.title)} ",
            place,
            f". {where}".rstrip(". ") if not where else f". {where}",
        )
    after = f" ({about})" if about else ""
    return Reference(before, work.title, f"{after}. {work.publisher}. {where}".rstrip())


def chicago(work: Work) -> Reference:
    """Chicago 17, chapter 15: the first author's name reversed, the others' as they are."""
    before = f"{_stop(_chicago_authors(work.authors))} {_year(work)}. "
    where = f"https://doi.org/{work.doi}" if work.doi else work.url
    end = f" {where}." if where else ""
    if work.journal:
        number = work.volume + (f" ({work.issue})" if work.issue else "")
        pages = f": {work.pages}" if work.pages else ""
        return Reference(f"{before}“{_stop(work.title)}” ", work.journal, f" {number}{pages}.{end}")
    about = ", ".join(filter(None, (work.number, _version(work))))
    return Reference(before, work.title, f". {about + '. ' if about else ''}{work.publisher}.{end}")


def _version(work: Work) -> str:
    return f"version {work.version}" if work.version else ""


def _year(work: Work) -> str:
    return str(work.issued.year) if work.issued else "n.d."


def _stop(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _initials(given: str) -> str:
    """ "Imani J." becomes "I. J.", "Mary-Jane" "M.-J."; what stands in parentheses is left out."""
    words = [word for word in given.split() if not word.startswith("(")]
    return " ".join(
        "-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in words
    )


def _apa_name(name: Name) -> str:
    return ", ".join(filter(None, (name.family, _initials(name.given), name.suffix)))


def _apa_authors(authors: tuple[Name, ...]) -> str:
    """Up to twenty names; of more the first nineteen, three dots and the last (APA 7, 9.8)."""
    names = [_apa_name(name) for name in authors]
    if len(names) > 20:
        return f"{', '.join(names[:19])}, … {names[-1]}"
    return ", & ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _chicago_authors(authors: tuple[Name, ...]) -> str:
    """Up to ten names; of more the first seven and "et al." (Chicago 17, 14.76)."""
    names = [authors[0].reversed, *(name.whole for name in authors[1:])] if authors else []
    if len(names) > 10:
        return f"{', '.join(names[:7])}, et al."
    return ", and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
