"""What is told of changes behind what a district uses: no fact says what it uses."""

from rpp.verbs import Verbs, verb

ADOPTED = Verbs(
    {
        "changed": verb(
            "found changes behind what a district uses",
            told="found that something changed in the evidence behind what your district uses.",
        )
    }
)
