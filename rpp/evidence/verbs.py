"""What happens to the reviewed studies, all at once."""

from rpp.verbs import Verbs, verb

# How many records and findings were added and updated.
EVIDENCE = Verbs({"imported": verb("imported reviewed studies", "records", "findings")})
