"""What the page of the check says, ready to be laid out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from rpp.claims.check.checking import Checked, Passage
from rpp.claims.check.judging import NO_RECORD
from rpp.claims.check.parts import KINDS, SHORT, SIGNS, VERDICTS, Judged, Rest
from rpp.claims.check.sampled import findings
from rpp.claims.check.tested import Record, Tested
from rpp.evidence.studied import studied
from rpp.layout import Link, State, several
from rpp.organizations.overlap import overlap
from rpp.organizations.profiles import Profile
from rpp.policy import Viewer, may
from rpp.privacy import student_data

EXAMPLE = (
    "Proven to raise reading scores by 27 percentile points in grades K-3 in rural districts; "
    "ESSA Tier 1; works for English learners."
)
SHOWN_RECORDS, SHOWN_CONTRARY = 12, 12


class Word(NamedTuple):
    """Some words of the pasted text; `note` stands behind them, `href` leads to the verdict."""

    text: str
    note: str = ""
    href: str = ""
    is_marked: bool = False


class PartRow(NamedTuple):
    """One part with its verdict."""

    mark: str
    number: int
    kind: str
    words: str
    state: State
    why: str
    rests: Sequence[Rest]


class RecordRow(NamedTuple):
    """A record on the program."""

    title: str
    href: str
    facts: list[str]
    overlap: str


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The page of the check; without a claim it only asks for one."""

    viewer: Viewer
    checked: Checked | None = None
    district: Profile | None = None

    @property
    def warning(self) -> str:
        """What is said where the text looks like a student's data."""
        hit = student_data(self.checked.text) if self.checked else None
        if hit is None:
            return ""
        return (
            f"“{hit.passage}” looks like {hit.looks_like}. We did not keep it. Please remove it "
            "before you send the claim to anyone."
        )

    @property
    def _tested(self) -> Tested:
        assert self.checked is not None
        return self.checked.tested

    @property
    def heading(self) -> str:
        assert self.checked is not None
        if self._tested:
            return f"{self.checked.program}, beside {several(len(self._tested.records), 'record')}"
        if not self.checked.program:
            return "We found no program that it names"
        return "Nothing here tested this program"

    @property
    def lead(self) -> str:
        """What came of it in a sentence or two."""
        assert self.checked is not None
        if not self.checked.judged:
            return (
                "We could read no part of this. The check reads English, and looks for outcomes, "
                "sizes, grades, places, students, designs, tiers, and words such as “proven”."
            )
        if not self._tested:
            name = f" of “{self.checked.program}”" if self.checked.program else ""
            return (
                f"We found no reviewed study{name}. That does not mean that the claim is false. It "
                "means that nothing here can confirm it. If the program goes by another name, "
                "type it below."
            )
        counts = Counter(one.verdict for one in self.checked.judged)
        said = [f"{counts[one]} {words.lower()}" for one, words in VERDICTS.items() if counts[one]]
        parts = several(len(self.checked.judged), "part")
        return f"We read {parts} in it: {', '.join(said)}."

    @property
    def others(self) -> str:
        """Programs that the claim names beside the one that is checked."""
        assert self.checked is not None
        names = ", ".join(self.checked.others)
        return f"It also names {names}. Only {self.checked.program} was checked." if names else ""

    @property
    def text(self) -> list[Word]:
        """The pasted text, word for word, with what came of its parts."""
        assert self.checked is not None
        return [_word(one) for one in self.checked.passages]

    @property
    def parts(self) -> list[PartRow]:
        assert self.checked is not None
        return [_part(at, one) for at, one in enumerate(self.checked.judged, 1)]

    @property
    def alone(self) -> str:
        """The words that nothing here says, as one line."""
        assert self.checked is not None
        return ", ".join(f"“{one}”" for one in self.checked.alone[:30])

    @property
    def contrary(self) -> list[Rest]:
        assert self.checked is not None
        own = self.checked.contrary
        return [rest for at in range(0, len(own), 4) for rest in findings(own[at : at + 4])][
            :SHOWN_CONTRARY
        ]

    @property
    def contrary_counted(self) -> str:
        assert self.checked is not None
        return several(len(self.checked.contrary), "finding") if self.checked.contrary else ""

    @property
    def records(self) -> list[RecordRow]:
        return [_record(one, self.district) for one in self._tested.records[:SHOWN_RECORDS]]

    @property
    def more(self) -> Link | None:
        """Where all records on the program are listed."""
        assert self.checked is not None
        if not self._tested:
            return None
        words = urlencode({"q": self.checked.program})
        return Link(f"All evidence on {self.checked.program}", f"/evidence?{words}")

    @property
    def compares(self) -> Link:
        """Where one chooses the district that the records are compared with."""
        words = f"Compare with another district than {self.district.name}" if self.district else ""
        find = "/organizations/find?type=lea&like=/claims/check"
        return Link(words or "Compare with your district", find)

    @property
    def may_record(self) -> bool:
        """Whether the viewer may put it on the register."""
        return may(self.viewer, "claim.record")

    @property
    def near(self) -> list[Link]:
        assert self.checked is not None
        return [Link(one.plain_title, one.href) for one in self.checked.near]

    @property
    def steps(self) -> list[Link]:
        """Where one goes on from here."""
        name = self.checked.program if self.checked else ""
        question = f"?{urlencode({'q': f'Does {name} work?'})}" if name else ""
        found = [Link("Ask the evidence a question", f"/ask{question}")]
        if may(self.viewer, "problem.write"):
            found.append(Link("Write down what you want to solve", "/problems/new"))
        return found


def _word(one: Passage) -> Word:
    if one.verdict:
        note = f"{one.of}: {SHORT[one.verdict]}"
        return Word(one.text, note, f"#part-{one.of}", one.verdict != "supported")
    if one.is_alone:
        return Word(one.text, "nothing here", "", True)
    return Word(one.text)


def _part(number: int, one: Judged) -> PartRow:
    return PartRow(
        f"part-{number}",
        number,
        KINDS[one.part.kind],
        one.part.words,
        State(SIGNS[one.verdict], VERDICTS[one.verdict]),
        # The page says it once for all parts.
        "" if one.why == NO_RECORD else one.why,
        one.rests,
    )


def _record(one: Record, district: Profile | None) -> RecordRow:
    told = one.facts
    facts = (
        told.design_words,
        told.rating,
        told.sample_words,
        told.grades_words,
        told.setting_words,
        str(told.year or ""),
    )
    like = overlap(studied(told), district).sentence if district else ""
    return RecordRow(told.title, one.href, [words for words in facts if words], like)
