"""Rules that add up what each project is worth to all: greedy, and with it Borda for rankings.

Greedy by utility ÷ cost is what most cities use; see Haris Aziz, Nisarg Shah: Participatory
Budgeting: Models and Approaches. 2021, https://arxiv.org/abs/2003.00606. Borda: Jean-Charles de
Borda: Mémoire sur les élections au scrutin. 1781.
"""

from fractions import Fraction
from itertools import groupby

from rpp.rounds.tally.election import Election
from rpp.rounds.tally.outcome import Outcome, Step, Tie


def greedy(election: Election) -> Outcome:
    """The highest total utility ÷ cost first; what does not fit is skipped.

    A project that nobody wants is not taken, even where there is room for it.
    """

    def ratio(id: str) -> tuple[bool, Fraction]:
        # What costs nothing stands before all else.
        cost = election.cost[id]
        return cost == 0, Fraction(election.total[id], cost) if cost else Fraction(0)

    wanted = [id for id in election.tie_order if election.total[id] > 0]
    left = election.capacity
    steps: list[Step] = []
    ties: list[Tie] = []
    for (free, rho), equal in groupby(sorted(wanted, key=ratio, reverse=True), key=ratio):
        waiting = list(equal)
        while waiting := [id for id in waiting if election.cost[id] <= left]:
            if len(waiting) > 1 and not free:
                ties.append(Tie(len(steps), tuple(waiting)))
            taken = waiting.pop(0)
            left -= election.cost[taken]
            steps.append(Step(taken, None if free else rho, {}, left))
    return Outcome(
        winners=tuple(step.project for step in steps),
        cost=election.capacity - left,
        steps=tuple(steps),
        ties=tuple(ties),
        spent=(Fraction(0),) * len(election.groups),
    )


def borda(election: Election) -> Outcome:
    """Greedy for an election `from_rankings`: the most of Borda's points ÷ cost first.

    Where all costs are equal, that is the order of Borda's points.
    """
    return greedy(election)
