"""The Condorcet order, as information beside the count: which project beats which.

Markus Schulze: A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method. Social Choice and Welfare 36, 2011.
"""

from collections import defaultdict
from fractions import Fraction

from rpp.rounds.tally.election import Election

# A ranked project that is worth 0 stands before those that are not ranked.
Standing = tuple[Fraction, bool]
ABSENT: Standing = (Fraction(0), False)


def schulze(election: Election) -> tuple[tuple[str, ...], ...]:
    """The places, first place first; projects of one place are not beaten by each other.

    A project is preferred to another by the voters to whom it is worth more. The path with the
    strongest weakest link (by how many prefer it) decides who beats whom.
    """
    ids = election.tie_order
    prefer = preferences(election)
    strength = {
        (a, b): prefer[a, b] if prefer[a, b] > prefer[b, a] else 0
        for a in ids
        for b in ids
        if a != b
    }
    for middle in ids:
        for a in ids:
            if a == middle:
                continue
            first = strength[a, middle]
            for b in ids:
                if b != a and b != middle:
                    weaker = min(first, strength[middle, b])
                    if weaker > strength[a, b]:
                        strength[a, b] = weaker
    places = []
    left = list(ids)
    while left:
        place = tuple(
            a for a in left if all(strength[a, b] >= strength[b, a] for b in left if b != a)
        )
        places.append(place)
        left = [id for id in left if id not in place]
    return tuple(places)


def preferences(election: Election) -> dict[tuple[str, str], int]:
    """For each ordered pair of projects: how many voters prefer the first to the second."""
    ids = election.tie_order
    over: dict[tuple[str, str], int] = dict.fromkeys(((a, b) for a in ids for b in ids), 0)
    # Who names one project of a pair only prefers it (or, below 0, the other): counted for each
    # project at once, less those who name both.
    named: dict[str, int] = defaultdict(int)
    both: dict[tuple[str, str], int] = defaultdict(int)
    for group in election.groups:
        ballot = [(id, (utility, True)) for id, utility in group.utilities.items()]
        if any(worth < ABSENT for _, worth in ballot):
            ballot += [(id, ABSENT) for id in ids if id not in group.utilities]
        ballot.sort(key=lambda pair: pair[1], reverse=True)
        for at, (a, worth) in enumerate(ballot):
            named[a] += group.weight
            for b, other in ballot[at + 1 :]:
                both[a, b] += group.weight
                both[b, a] += group.weight
                if worth > other:
                    over[a, b] += group.weight
    for a in ids:
        for b in ids:
            if a != b:
                over[a, b] += named[a] - both[a, b]
    return over
