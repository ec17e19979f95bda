"""What an import did, in numbers and in words."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from rpp.evidence.wwc.rows import FileKind, Problem

KINDS: dict[FileKind, str] = {
    "studies": "findings with citations",
    "findings": "findings",
    "reports": "rows of intervention reports",
}


@dataclass(frozen=True)
class Changes:
    """How many rows of one table an import added, updated, or found as they were."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{self.added:,} added, {self.updated:,} updated, {self.unchanged:,} unchanged"


@dataclass(frozen=True)
class Held:
    """What the portal holds after an import."""

    studies: int
    interventions: int
    findings: int
    findings_with_citation: int

    def __str__(self) -> str:
        return (
            f"In all: {self.studies:,} studies, {self.interventions:,} interventions, "
            f"{self.findings:,} findings, {self.findings_with_citation:,} of them with a citation."
        )


@dataclass(frozen=True)
class ReadFile:
    """A file that was read: its name, what it is, and how many rows it had."""

    name: str
    kind: FileKind
    rows: int

    def __str__(self) -> str:
        return f"{self.name}: {self.rows:,} {KINDS[self.kind]}"


@dataclass(frozen=True)
class ImportReport:
    """What an import read, changed and skipped, and what the portal holds afterwards."""

    records: Changes
    findings: Changes
    held: Held
    files: Sequence[ReadFile] = ()
    problems: Sequence[Problem] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return any(change.added or change.updated for change in (self.records, self.findings))

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        return {"records": asdict(self.records), "findings": asdict(self.findings)}

    def __str__(self) -> str:
        lines = [str(file) for file in self.files]
        lines += [f"Records: {self.records}.", f"Findings: {self.findings}."]
        if not self.changed:
            lines.append("Nothing changed: all of it was here already.")
        lines.append(str(self.held))
        if self.problems:
            lines.append(f"Skipped {len(self.problems):,}:")
            lines += [f"  {problem}" for problem in self.problems]
        return "\n".join(lines)
