"""Phragmén's sequential rule for approvals.

Lars Edvard Phragmén: Sur une méthode nouvelle pour réaliser, dans les élections, la
représentation proportionnelle des partis. 1894. With costs: Maaike Los, Zoé Christoff, Davide
Grossi: Proportional Budget Allocations: Towards a Systematization. IJCAI 2022,
https://arxiv.org/abs/2203.12324. Voters earn money all the time, equally; as soon as the
supporters of a project can pay it, it is bought with all they have.
"""

from collections import defaultdict
from fractions import Fraction

from rpp.rounds.tally.election import Election
from rpp.rounds.tally.outcome import Outcome, Step, Tie


def phragmen(election: Election) -> Outcome:
    """Buy what its supporters can pay first, until that would overspend the capacity.

    A voter approves what is worth more than 0 to them. `rho` of a step is the load (what each
    supporter has paid in all until then), `spent` the load of each voter in the end. What costs
    more than the capacity does not stand; with several that can be paid at the same time, it ends
    when one of them would overspend.
    """
    weights = [group.weight for group in election.groups]
    # A supporter's load is always that of some step: `level` is which one, 0 being no load yet.
    loads = [Fraction(0)]
    level = [0] * len(weights)
    standing = {
        id: groups
        for id, groups in election.supporters.items()
        if groups and election.cost[id] <= election.capacity
    }
    backing = {id: sum(weights[group] for group in groups) for id, groups in standing.items()}
    left = election.capacity
    steps: list[Step] = []
    ties: list[Tie] = []
    while standing:
        reached: dict[str, Fraction] = {}
        for id, groups in standing.items():
            at_level: dict[int, int] = defaultdict(int)
            for group in groups:
                at_level[level[group]] += weights[group]
            before = sum((loads[at] * n for at, n in at_level.items()), Fraction(0))
            reached[id] = Fraction(before + election.cost[id], backing[id])
        load = min(reached.values())
        equal = tuple(id for id in election.tie_order if reached.get(id) == load)
        if any(election.cost[id] > left for id in equal):
            break
        if len(equal) > 1:
            ties.append(Tie(len(steps), equal))
        taken = equal[0]
        left -= election.cost[taken]
        loads.append(load)
        groups = standing.pop(taken)
        paid = {group: load - loads[level[group]] for group in groups}
        for group in groups:
            level[group] = len(loads) - 1
        steps.append(Step(taken, load, paid, left))
    return Outcome(
        winners=tuple(step.project for step in steps),
        cost=election.capacity - left,
        steps=tuple(steps),
        ties=tuple(ties),
        endowment=max(loads),
        spent=tuple(loads[at] for at in level),
    )
