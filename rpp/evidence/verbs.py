"""What happens to the evidence, all at once."""

from rpp.evidence.findings.verbs import OF_SUBJECT
from rpp.evidence.tiers.words import WORDS, tier_changed
from rpp.verbs import Verbs, verb

EVIDENCE = Verbs(
    {
        # How many records and findings were added and updated.
        "imported": verb("imported reviewed studies", "records", "findings"),
        # How many publications came, or went where the number is below zero; by which import, and
        # which of its entries ([]: all).
        "references_changed": verb(
            "changed the imported publications", "records", "import_id", "numbers"
        ),
        "tier_changed": tier_changed(),
        **OF_SUBJECT,
    },
    WORDS,
)
