"""The effects of a file, pooled: for machines and for readers."""

from dataclasses import asdict, dataclass

from rpp.evidence.pooling import wording
from rpp.evidence.pooling.pooled import pool
from rpp.evidence.pooling.results import METHODS, TESTS, Method, NotPooled, Pooled, Test
from rpp.evidence.pooling.robust import KINDS, Robust, robust
from rpp.evidence.pooling.rows import Rows, named
from rpp.evidence.pooling.three_level import ThreeLevel, three_level

Plain = dict[str, object]


@dataclass(frozen=True, slots=True)
class Synthesized:
    """The average of a file's effects; where it names clusters, what allows for them too."""

    rows: Rows
    method: Method
    test: Test
    pooled: Pooled | NotPooled
    robust: Robust | NotPooled | None
    levels: ThreeLevel | NotPooled | None

    @property
    def unit(self) -> wording.Unit:
        return wording.UNITS[self.rows.measure]

    def as_json(self) -> Plain:
        """One object: null stands where there is no number, and `why` says why."""
        found: Plain = {"k": self.pooled.k}
        names = ("estimate", "se", "p", "ci", "tau2", "i2", "h2", "q", "q_p", "prediction")
        found |= {name: getattr(self.pooled, name, None) for name in (*names, "tau2_ci", "df")}
        found |= {
            "method": self.method,
            "test": getattr(self.pooled, "test", self.test),
            "level": getattr(self.pooled, "level", 0.95),
            "measure": self.rows.measure or None,
            "why": self.pooled.words if isinstance(self.pooled, NotPooled) else None,
            "notes": self.notes(),
            "sentences": self.sentences(),
            "left_out": named(self.rows.left_out),
        }
        if self.robust is not None and self.levels is not None:
            found["robust"] = asdict(self.robust)
            found["three_level"] = asdict(self.levels)
        return found

    def notes(self) -> list[str]:
        """What is to be known of how it was computed."""
        return [one for one in (self.rows.note, *getattr(self.pooled, "notes", ())) if one]

    def facts(self) -> list[tuple[str, str]]:
        """The rows of a table: names and numbers in words."""
        one, number = self.pooled, wording.precise
        if isinstance(one, NotPooled):
            return [("Effects", str(one.k))]
        facts = [
            ("Effects (k)", str(one.k)),
            ("Method", METHODS[one.method]),
            ("Test", TESTS[one.test]),
            ("Average", number(one.estimate)),
            ("Standard error", number(one.se)),
            (f"{one.level:.0%} interval", wording.precisely(one.ci)),
            ("p", wording.chance(one.p)),
            ("A new study", wording.precisely(one.prediction)),
            ("τ²", number(one.tau2)),
            ("τ², Q-profile interval", wording.precisely(one.tau2_ci) if one.tau2_ci else "none"),
            ("I²", f"{one.i2:.2f}%"),
            ("H²", f"{one.h2:.2f}"),
            ("Q", f"{number(one.q)} ({one.k - 1} df, {wording.chance(one.q_p)})"),
        ]
        return facts + self._of_clusters()

    def _of_clusters(self) -> list[tuple[str, str]]:
        facts = []
        if isinstance(self.robust, Robust):
            one = self.robust
            facts.append((KINDS[one.kind], _line(one.estimate, one.se, one.ci, one.df)))
        if isinstance(self.levels, ThreeLevel):
            three = self.levels
            facts += [
                ("Three levels", _line(three.estimate, three.se, three.ci, None)),
                ("σ² between clusters", wording.precise(three.between)),
                ("σ² within clusters", wording.precise(three.within)),
            ]
        return facts

    def sentences(self) -> list[str]:
        """What a reader gets."""
        one = self.pooled
        if isinstance(one, NotPooled):
            return [one.words]
        said = [
            wording.average(one.estimate, one.ci, one.level, self.unit),
            wording.elsewhere(one.prediction, self.unit),
            wording.differences(one.i2, one.tau2, one.q_p),
            *self.notes(),
        ]
        if isinstance(self.robust, Robust):
            low, high = (self.unit.shown(end) for end in self.robust.ci)
            said.append(
                "Effects of one cluster depend on each other. What allows for that is an interval "
                f"from {wording.between((low, high))} (CR2)."
            )
        for other in (self.robust, self.levels):
            if isinstance(other, NotPooled):
                said.append(other.words)
        return said


def synthesized(rows: Rows, method: Method, test: Test) -> Synthesized:
    """All that a file of effects gives."""
    y, v, of = rows.yi, rows.vi, rows.clusters
    return Synthesized(
        rows,
        method,
        test,
        pool(y, v, method=method, test=test),
        None if of is None else robust(y, v, of, method=method),
        None if of is None else three_level(y, v, of),
    )


def _line(estimate: float, se: float, ci: tuple[float, float], df: float | None) -> str:
    tail = "" if df is None else f", {df:.2f} df"
    return f"{wording.precise(estimate)} (SE {wording.precise(se)}, {wording.precisely(ci)}{tail})"
