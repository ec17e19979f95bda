"""The syntheses that the demo's knowledge brokers keep, of real reviewed studies."""

from functools import partial

from sqlmodel import col, select

from rpp import clock
from rpp.home.demo_content.story import Story, Told
from rpp.policy import Viewer
from rpp.syntheses import candidates, operations, publishing, searching
from rpp.syntheses.candidates import Named
from rpp.syntheses.models import Synthesis, SynthesisSource, SynthesisStudy
from rpp.syntheses.operations import Place, Plan, Texts
from rpp.syntheses.plan import Question, Rules
from rpp.syntheses.screening import deciding, people, ruling, settling
from rpp.syntheses.screening.deciding import Judgment
from rpp.syntheses.screening.stopping import Rule

STEPS = ("open", "find", "search", "decide", "answer", "publish", "retire")


def tell(story: Story, file: dict[str, list[Told]]) -> None:
    """Plan each synthesis on the day the file names, and its steps on theirs."""
    for told in file["synthesis"]:
        one = _Kept(story, told)
        story.then(told["network"], told["date"], "09:10", one.begin)
        for at, step in enumerate(told["step"]):
            # In the order of the file, also within a day.
            hour = f"{10 + at // 6}:{at % 6}5"
            story.then(told["network"], step["date"], hour, partial(one.step, step))


class _Kept:
    """One synthesis, and who keeps it."""

    def __init__(self, story: Story, told: Told) -> None:
        self.story, self.told, self.id = story, told, 0

    def begin(self) -> None:
        who = self.story.who(self.told["person"])
        network = self.story.networks[self.told["network"]]
        made = operations.begin(self.story.session, who, network, _plan(self.told))
        self.id = made.id or 0

    def step(self, step: Told) -> None:
        assert step["what"] in STEPS
        getattr(self, f"_{step['what']}")(step)

    def _open(self, _step: Told) -> None:
        session = self.story.session
        operations.open_screening(session, self._who, self.id)
        ruling.fix_rule(session, self._who, self.id, Rule())
        people.invite(session, self._who, self.id, email=self._second.email)

    def _find(self, step: Told) -> None:
        """Make candidates, as the worker does when reviews were imported."""
        session = self.story.session
        source = self._source(step)
        made = operations.held(session, self.id)
        source.searched_at = clock.now()
        found = [self.story.reviewed(number) for number in step["studies"]]
        named = [Named(f"evidence:{r.id}", r.title, "evidence", r.id, r.year) for r in found]
        candidates.add(session, made, named, source_id=source.id)

    def _search(self, step: Told) -> None:
        searching.searched(self.story.session, self._who, self.id, self._source(step).id or 0)

    def _decide(self, step: Told) -> None:
        """Two people decide, each alone; where they differ they talk, unless that is still open."""
        session, out = self.story.session, step["stands"] == "excluded"
        judged = Judgment(
            "exclude" if out else "include", step.get("reason", ""), step.get("note", ""), True
        )
        for number in step["studies"]:
            id_ = self._candidate(number)
            deciding.decide(session, self._who, id_, judged)
            if step.get("alone"):
                continue
            other = step.get("second")
            opposite = "include" if out else "exclude"
            second = Judgment(opposite, other[0], other[1], True) if other else judged
            deciding.decide(session, self._second, id_, second)
            if other and not step.get("open"):
                settling.resolve(session, self._second, id_, judged)
                settling.resolve(session, self._who, id_, judged)

    def _candidate(self, number: str) -> int:
        key = f"evidence:{self.story.reviewed(number).id}"
        study = select(SynthesisStudy.id).where(
            col(SynthesisStudy.synthesis_id) == self.id, col(SynthesisStudy.key) == key
        )
        return self.story.session.exec(study).one() or 0

    def _answer(self, step: Told) -> None:
        names = ("answer", "verdict", "can_say", "cannot_say", "unknown")
        texts = Texts(*(step[name] for name in names))
        operations.write(self.story.session, self._who, self.id, texts)

    def _publish(self, step: Told) -> None:
        session, made = self.story.session, self.story.session.get_one(Synthesis, self.id)
        if made.current:
            publishing.renew(session, self._who, self.id, step["note"])
        else:
            publishing.publish(session, self._who, self.id)

    def _retire(self, step: Told) -> None:
        ending, reason = step["ending"], step["reason"]
        publishing.retire(self.story.session, self._who, self.id, ending, reason)

    @property
    def _who(self) -> Viewer:
        return self.story.who(self.told["person"])

    @property
    def _second(self) -> Viewer:
        """Who screens beside the keeper."""
        return self.story.who(self.told["second"])

    def _source(self, step: Told) -> SynthesisSource:
        return self.story.session.exec(
            select(SynthesisSource).where(
                col(SynthesisSource.synthesis_id) == self.id,
                col(SynthesisSource.name) == step["source"],
            )
        ).one()


def _plan(told: Told) -> Plan:
    texts = ("domain", "better", "worse", "why_living", "triggers", "retires_when", "conflicts")
    asked = ("population", "intervention", "comparison", "outcome")
    subjects, grades, domains = (tuple(told[name]) for name in ("subjects", "grades", "domains"))
    return Plan(
        told["title"],
        Question(*(told[name] for name in asked)),
        Rules(told["words"], subjects, grades, domains, designs=tuple(told["designs"])),
        [Place(name, how, months) for name, how, months in told["places"]],
        **{name: told[name] for name in texts},
    )
