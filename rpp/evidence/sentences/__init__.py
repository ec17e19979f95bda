"""What a record says, in sentences made of its recorded facts by fixed rules."""

from collections.abc import Sequence

from rpp.evidence.importing.values import FindingValues, RecordValues
from rpp.evidence.sentence import Part, Sentence
from rpp.evidence.sentences import choosing, found, sure, tried
from rpp.evidence.sentences.names import spoken

# By which rules sentences are made: raise it with the rules, and `upgrade` makes them anew.
FORM = 3


def of_record(record: RecordValues, findings: Sequence[FindingValues]) -> list[Sentence]:
    """Every sentence of a record, in the order in which they are read."""
    if record.form == "collection":
        return [Sentence("about", text) for text in tried.collection(record, findings)]
    it = spoken(record)
    domains = choosing.domains(findings)
    what = tried.study if record.form == "study" else tried.intervention
    changed, told = found.on_domains(domains, it)
    parts: dict[Part, list[str]] = {
        "about": what(record, findings, it),
        "found": [*found.concluded(record.effectiveness, it), *changed],
        "sure": [
            sure.rated(record, it),
            sure.tiers(record, it) if findings else sure.unfounded(record, it),
            *sure.doubts(findings, it),
            sure.unknown(record, findings, it),
            sure.left_out(findings, told, it),
        ],
    }
    return [Sentence(part, text) for part, texts in parts.items() for text in texts if text]
