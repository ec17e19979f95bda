"""How strong a study can become: the tier of evidence that each kind of design can reach."""

from typing import NamedTuple


class Reach(NamedTuple):
    """The best ESSA tier of a design: code, name, what that takes, and the way to the next."""

    tier: str
    name: str
    takes: str
    further: str


# By the Every Student Succeeds Act, section 8101(21)(A), and the U.S. Department of Education’s
# guidance "Using Evidence to Strengthen Education Investments" (2023).
REACH: dict[str, Reach] = {
    "rct": Reach(
        "1",
        "Strong",
        "Random assignment decides who gets it. It needs few people lost from the study, about "
        "as many in each group, and a large sample (350 students or more) at more than one site.",
        "This is the highest tier. If many people are lost, it can reach only Tier 2.",
    ),
    "qed": Reach(
        "2",
        "Moderate",
        "A group that gets it is compared with one that does not. It needs groups that are "
        "alike at the start, and a large sample (350 students or more) at more than one site.",
        "To reach Tier 1, let random assignment decide who begins first.",
    ),
    "correlational": Reach(
        "3",
        "Promising",
        "It looks at how two things go together. It needs statistical controls for what makes "
        "the schools or students differ.",
        "To reach Tier 2, compare with a group that is like yours at the start, and show that it "
        "is.",
    ),
    "descriptive": Reach(
        "4",
        "Rationale",
        "It describes what happens, without a comparison. It needs a logic model based on "
        "research: why should this work?",
        "To reach Tier 3, measure the outcome with and without, and control for differences.",
    ),
}
ALSO = (
    "For Tiers 1 to 3 the study must also find an effect that is positive and more than chance; "
    "reviewers decide after the findings are in."
)
