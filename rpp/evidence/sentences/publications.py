"""What is said of a publication that was imported: what it is, and never what it found."""

from rpp.evidence.references.reference import TYPES, Reference
from rpp.evidence.sentence import Sentence
from rpp.evidence.sentences.phrases import in_line, sentence, small

MOST_NAMED = 2


def of_reference(one: Reference) -> list[Sentence]:
    """What a publication is, and that nobody reviewed it here."""
    kind = small(TYPES[one.type])
    article = "an" if kind[0] in "aeiou" else "a"
    by = f"by {_people(one)}" if one.authors or one.editors else ""
    when = one.year or one.published
    title = f"“{one.title.rstrip('. ')}”"
    is_it = sentence(
        f"{title} is {article} {kind}",
        by,
        f"in {one.container}" if one.container else "",
        f"({when})" if when else "",
    )
    unrated = f"{title} has not been reviewed here, and no rating of this publication is known"
    return [Sentence("about", is_it), Sentence("sure", sentence(unrated))]


def _people(one: Reference) -> str:
    names = [name.partition(",")[0].strip() for name in one.authors or one.editors]
    if len(names) + one.more_authors > MOST_NAMED:
        return f"{names[0]} and others"
    return in_line(names)
