"""What was tried, with whom, and compared with what."""

from collections import Counter
from collections.abc import Sequence

from rpp.evidence.importing.values import FindingValues, RecordValues
from rpp.evidence.sentences.names import MOST_NAMED, Spoken, comparison, comparisons, design
from rpp.evidence.sentences.phrases import (
    WWC,
    capital,
    counted,
    in_line,
    sentence,
    small,
    some_of,
)
from rpp.evidence.topics import month_of
from rpp.vocabulary import grades_in_words

SHARES = {
    "free_lunch": "received free or reduced-price lunch",
    "english_learners": "were English learners",
    "hispanic": "were Hispanic",
    "black": "were Black",
    "white": "were white",
    "asian": "were Asian",
    "native_american": "were Native American",
    "pacific_islander": "were Pacific Islander",
}
LEAST_SHARE = 20  # percent; smaller groups stand on the page
MOST_SHARES = 4


def study(record: RecordValues, findings: Sequence[FindingValues], it: Spoken) -> list[str]:
    """What one study tried, where and with whom."""
    return [_tested(record, findings, it), _where(record, findings, it), _students(record, it)]


def _tested(record: RecordValues, findings: Sequence[FindingValues], it: Spoken) -> str:
    against = some_of(comparisons(findings), MOST_NAMED, "comparison")
    what = it.it if record.interventions else f"the program of the study “{record.title}”"
    verb = f"compared {what} with {against}" if against else f"tested {what}"
    how = f"in {design(record)}"
    if it.by:
        who = it.by
    elif record.interventions:
        who, how = capital(f"{design(record)}{f' of {record.year}' if record.year else ''}"), ""
    else:
        who = "A study"
    return sentence(" ".join(filter(None, (who, verb, how, _grades(record)))) + _abroad(record))


def _where(record: RecordValues, findings: Sequence[FindingValues], it: Spoken) -> str:
    where, size = _places(record), _largest(findings)
    if where:
        rest = f", with {size}" if size else ""
        return sentence(f"{capital(it.told_by)} took place {where}{rest}")
    return sentence(f"{capital(it.told_by)} had {size}") if size else ""


def intervention(record: RecordValues, findings: Sequence[FindingValues], it: Spoken) -> list[str]:
    """What studies tried that the source does not cite, as far as it tells of them."""
    source = f"The {WWC} export of {month_of(record.exported)} lists"
    if findings:
        listed = f"{counted(len(findings), 'finding')} on {it.it} from studies not cited there"
        first = sentence(f"{source} {listed}{_compared(findings)}")
    else:
        protocols = in_line(record.protocols[:MOST_NAMED])
        first = sentence(f"{source} {it.it}", f"under {protocols}" if protocols else "")
    return [first, _studied(record, findings, it), _students(record, it)]


def _compared(findings: Sequence[FindingValues]) -> str:
    """With what, and how many of the findings."""
    groups = Counter(comparison(one.comparison) for one in findings)
    known = [(name, n) for name, n in groups.most_common() if name]
    if not known:
        return ""
    (name, n), *others = known
    if n == len(findings):
        how_many = "" if n == 1 else "both " if n == 2 else "all "
        return f", {how_many}compared with {name}"
    more = some_of([other for other, _ in others], MOST_NAMED, "comparison")
    return f", {n:,} of them compared with {name}{f' and others with {more}' if more else ''}"


def _studied(record: RecordValues, findings: Sequence[FindingValues], it: Spoken) -> str:
    size = _largest(findings)
    where = " ".join(filter(None, (_grades(record), _places(record))))
    if where:
        rest = f"{_abroad(record)}{f', with {size}' if size else ''}"
        return sentence(f"Studies of {it.it} took place {where}{rest}")
    return sentence(f"Studies of {it.it} had {size}") if size else ""


def collection(record: RecordValues, findings: Sequence[FindingValues]) -> list[str]:
    """Findings whose intervention the source does not name: nothing is said of what they found."""
    under = f" under “{record.title}”" if record.title.startswith("IES") else ""
    return [
        sentence(
            f"The {WWC} export of {month_of(record.exported)} lists",
            f"{counted(len(findings), 'finding')}{under} without naming the intervention",
        )
    ]


def _places(record: RecordValues) -> str:
    if not record.settings and not record.school_types:
        return ""
    kinds = (in_line(record.settings), in_line(record.school_types), "schools")
    return f"in {' '.join(filter(None, kinds))}"


def _abroad(record: RecordValues) -> str:
    return ", also outside the United States" if record.international else ""


def _largest(findings: Sequence[FindingValues]) -> str:
    """Its only sample, or the largest of several: "406 students in the largest sample"."""
    sized = [one for one in findings if one.n_total]
    if not sized:
        return ""
    words = people(max(sized, key=lambda one: one.n_total or 0))
    return words if len(findings) == 1 else f"{words} in the largest sample"


def people(one: FindingValues) -> str:
    """The sample of a finding: "406 students", "36 schools", "" where its size is not known."""
    unit = one.unit.lower() or "student"
    return counted(one.n_total, unit, "classes" if unit == "class" else "") if one.n_total else ""


def _students(record: RecordValues, it: Spoken) -> str:
    shares = [
        f"{record.demographics[name]:.0f} percent {words}"
        for name, words in SHARES.items()
        if LEAST_SHARE <= record.demographics.get(name, 0) <= 100
    ]
    if not shares:
        return ""
    return sentence(f"Of the students in {it.told_by},", in_line(shares[:MOST_SHARES]))


def _grades(record: RecordValues) -> str:
    grades = grades_in_words([code for code in record.grades if code != "PS"])
    *first, last = small(grades.replace(", Grade", ", grade")).split(", ")
    college = "college" if "PS" in record.grades else ""
    words = " and ".join(filter(None, (", ".join(first), last, college)))
    return f"in {words}" if words else ""
