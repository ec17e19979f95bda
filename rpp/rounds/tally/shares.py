"""The Method of Equal Shares, alone and completed by raising the endowments.

Dominik Peters, Grzegorz Pierczyński, Piotr Skowron: Proportional Participatory Budgeting with
Additive Utilities. NeurIPS 2021, https://arxiv.org/abs/2008.13276. Each voter gets an equal share
of the capacity. A project is bought when its supporters can pay it together, each in proportion
to their utility (`rho` for each unit of it) or with all they have left; the lowest rho comes first.

Money is counted in whole numbers of a unit that is made finer with each purchase, so nothing is
rounded, and a comparison costs no more than one of integers.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import gcd, lcm

from rpp.rounds.tally.election import Election
from rpp.rounds.tally.outcome import Outcome, Step, Tie

# After how many raises it is first asked how long nothing will change, and how many must be passed
# over for that to have been worth it.
FIRST_LOOK, WORTH = 32, 8


def equal_shares(election: Election) -> Outcome:
    """Equal Shares alone: each voter has capacity ÷ electorate; what is not spent is left."""
    run = _Run(_Market(election), _share(election))
    run.buy()
    return run.outcome(raises=0, stopped="")


def equal_shares_add1(election: Election) -> Outcome:
    """Equal Shares, with all endowments raised by 1 until nothing more fits or it overspends."""
    return _completed(election, Fraction(1))


def equal_shares_grow(election: Election) -> Outcome:
    """Equal Shares, with all endowments raised by 1 % of capacity ÷ electorate, as for add1.

    The step is relative, so that it does not overshoot where projects cost single points.
    """
    return _completed(election, Fraction(_share(election), 100))


def _share(election: Election) -> Fraction:
    return Fraction(election.capacity, election.voters) if election.voters else Fraction(0)


def _completed(election: Election, step: Fraction) -> Outcome:
    """The last outcome that capacity can pay, of those up to the first exhaustive one."""
    market, share = _Market(election), _share(election)
    raises, wait, pause = 0, 0, FIRST_LOOK
    last = run = _Run(market, share)
    # Without a raise voters spend what they share, which is never more than the capacity.
    while run.buy():
        last = run
        if market.exhausted_by(run.bought):
            return run.outcome(raises, "exhaustive")
        raises += 1
        wait += 1
        if wait == pause:
            # Raises that change nothing but amounts are passed over. To find how many costs more
            # than a run: it is tried again at once where it helped, and ever later where not.
            same = max(0, -(-_unchanged(market, run) // step) - 1)
            raises += same
            wait, pause = 0, (1 if same > WORTH else pause * 2)
        run = _Run(market, share + raises * step)
    kept = share + (raises - 1) * step
    if last.endowment != kept:
        last = _Run(market, kept)
        last.buy()
    return last.outcome(raises - 1, "overspends")


@dataclass
class _Wish:
    """A project that may be bought, and which of its supporters can still pay in proportion.

    `rich` holds them by the whole number of parts that a group pays, `parts` is the sum of all
    their parts, and the `poor` give all they have: money only gets less and rho only grows, so
    who became poor stays it. `part` is the utility of one part, times the units of money in 1.
    `least` is rho if nobody is poor; it is never lower.
    """

    id: str
    tie: int
    cost: int
    part: Fraction
    least: Fraction
    rich: list[tuple[int, list[int]]]
    parts: int
    poor: list[int] = field(default_factory=list)
    due: int = 0

    def rho(self, money: list[int], fineness: int) -> Fraction | None:
        """What the rich, who owe `due`, pay for a unit of utility; None: all have too little.

        Source: Peters, Pierczyński and Skowron 2021, section 3 (ρ-affordable).
        """
        due = self.cost * fineness - sum(map(money.__getitem__, self.poor))
        rich, parts, before = self.rich, self.parts, -1
        while parts != before:
            before, still = parts, []
            for part, groups in rich:
                # The smallest whole amount that is not less than what is asked of a group.
                asked = -(-due * part // parts) if parts else 0
                short = [group for group in groups if money[group] < asked]
                if short:
                    groups = [group for group in groups if money[group] >= asked]
                    self.poor += short
                    due -= sum(map(money.__getitem__, short))
                    parts -= part * len(short)
                if groups:
                    still.append((part, groups))
            rich = still
        self.rich, self.parts, self.due = rich, parts, due
        return Fraction(due, parts * fineness * self.part) if parts else None


class _Market:
    """An election in whole numbers, made once for all endowments."""

    def __init__(self, election: Election) -> None:
        self.election = election
        # How many units of money are in 1: so many that every cost is a whole number of them.
        costs = (project.cost.denominator for project in election.projects)
        self.unit = lcm(election.capacity.denominator, *costs)
        self.capacity = self._whole(election.capacity)
        self.weights = [group.weight for group in election.groups]
        wanted = {id: groups for id, groups in election.supporters.items() if groups}
        self.free = [id for id in wanted if election.cost[id] == 0]
        self.wishes = [self._wish(id, wanted[id]) for id in wanted if election.cost[id] > 0]

    def _whole(self, amount: Fraction) -> int:
        return amount.numerator * (self.unit // amount.denominator)

    def _wish(self, id: str, groups: list[int]) -> _Wish:
        utility = [self.election.groups[group].utilities[id] for group in groups]
        distinct = set(utility)
        # The greatest number that every utility is a whole multiple of.
        part = Fraction(
            gcd(*(u.numerator for u in distinct)), lcm(*(u.denominator for u in distinct))
        )
        multiple = {u: Fraction(u, part).numerator for u in distinct}
        members: dict[int, list[int]] = defaultdict(list)
        for group, worth in zip(groups, utility, strict=True):
            members[self.weights[group] * multiple[worth]].append(group)
        parts = sum(count * len(of) for count, of in members.items())
        cost = self.election.cost[id]
        return _Wish(
            id=id,
            tie=self.election.place[id],
            cost=self._whole(cost),
            part=part * self.unit,
            least=Fraction(cost, part * parts),
            rich=sorted(members.items()),
            parts=parts,
        )

    def purses(self, endowment: Fraction) -> tuple[int, list[int]]:
        """A fineness, and what each group has at the start, in units ÷ fineness."""
        fineness = endowment.denominator // gcd(endowment.denominator, self.unit)
        each = endowment.numerator * (self.unit * fineness // endowment.denominator)
        return fineness, [weight * each for weight in self.weights]

    def exhausted_by(self, bought: Collection[str]) -> bool:
        """Whether no project that somebody wants still fits."""
        left = self.capacity - sum(wish.cost for wish in self.wishes if wish.id in bought)
        return all(wish.cost > left for wish in self.wishes if wish.id not in bought)


@dataclass
class _Purchase:
    """What was bought; `gave` is what each of its poor gave, in units ÷ fineness."""

    wish: _Wish
    rho: Fraction
    gave: list[int]
    fineness: int


class _Run:
    """One run of the method, from an endowment."""

    def __init__(self, market: _Market, endowment: Fraction) -> None:
        self.market, self.endowment = market, endowment
        self.fineness, self.money = market.purses(endowment)
        # A project counts with a rho that it cannot go below, until it is looked at.
        self.open = [(wish.least, wish.tie, replace(wish, poor=[])) for wish in market.wishes]
        heapify(self.open)
        self.left = market.capacity
        self.purchases: list[_Purchase] = []
        self.ties: list[tuple[str, ...]] = []
        self.bought = set(market.free)

    def buy(self) -> bool:
        """Buy until nothing can be bought; False as soon as it costs more than the capacity."""
        while tied := self._cheapest():
            rho, wishes = tied
            wish, *others = sorted(wishes, key=lambda wish: wish.tie)
            self.ties.append((wish.id, *(other.id for other in others)))
            for other in others:
                heappush(self.open, (rho, other.tie, other))
            self._pay(wish, rho)
            if self.left < 0:
                return False
        return True

    def _cheapest(self) -> tuple[Fraction, list[_Wish]] | None:
        """The lowest rho, and all that have it.

        Money only gets less, so what a project cost when it was last looked at is a bound: most
        need not be looked at again.
        """
        best: tuple[Fraction, list[_Wish]] | None = None
        while self.open and (best is None or self.open[0][0] <= best[0]):
            wish = heappop(self.open)[2]
            rho = wish.rho(self.money, self.fineness)
            if rho is None:
                continue
            if best is None:
                best = rho, [wish]
            elif rho == best[0]:
                best[1].append(wish)
            elif rho > best[0]:
                heappush(self.open, (rho, wish.tie, wish))
            else:
                for other in best[1]:
                    heappush(self.open, (best[0], other.tie, other))
                best = rho, [wish]
        return best

    def _pay(self, wish: _Wish, rho: Fraction) -> None:
        common = gcd(wish.due, wish.parts)
        finer, price = wish.parts // common, wish.due // common
        money = self.money
        if finer > 1:
            self.fineness *= finer
            self.money = money = [amount * finer for amount in money]
        for part, groups in wish.rich:
            asked = price * part
            for group in groups:
                money[group] -= asked
        gave = [money[group] for group in wish.poor]
        for group in wish.poor:
            money[group] = 0
        self.left -= wish.cost
        self.bought.add(wish.id)
        self.purchases.append(_Purchase(wish, rho, gave, self.fineness))

    def outcome(self, raises: int, stopped: str) -> Outcome:
        """What was bought, and what each voter paid for it."""
        market, election = self.market, self.market.election
        left = election.capacity
        steps = [Step(id, Fraction(0), {}, left) for id in market.free]
        for purchase in self.purchases:
            left -= election.cost[purchase.wish.id]
            paid = dict(sorted(self._paid(purchase)))
            steps.append(Step(purchase.wish.id, purchase.rho, paid, left))
        whole = self.fineness * market.unit
        first = len(market.free)
        return Outcome(
            winners=tuple(step.project for step in steps),
            cost=election.capacity - left,
            steps=tuple(steps),
            ties=tuple(Tie(at, ids) for at, ids in enumerate(self.ties, first) if len(ids) > 1),
            endowment=self.endowment,
            spent=tuple(
                self.endowment - Fraction(amount, whole * weight)
                for amount, weight in zip(self.money, market.weights, strict=True)
            ),
            raises=raises,
            stopped=stopped,
        )

    def _paid(self, purchase: _Purchase) -> list[tuple[int, Fraction]]:
        """What each voter of a group paid."""
        market, wish = self.market, purchase.wish
        paid: list[tuple[int, Fraction]] = []
        price: dict[Fraction, Fraction] = {}
        for _, groups in wish.rich:
            for group in groups:
                utility = market.election.groups[group].utilities[wish.id]
                if utility not in price:
                    price[utility] = purchase.rho * utility
                paid.append((group, price[utility]))
        whole = purchase.fineness * market.unit
        for group, amount in zip(wish.poor, purchase.gave, strict=True):
            paid.append((group, Fraction(amount, whole * market.weights[group])))
        return paid


def _unchanged(market: _Market, run: _Run) -> Fraction:
    """How much the endowment can grow (by less than this) with the same purchases in their order.

    While the same projects are bought from the same rich and poor, every amount is a linear
    function of the endowment. A purchase stays the next one while each other project is dearer
    even if nobody were poor, or its supporters cannot pay it at this rho: what they can pay at it
    is a concave function of the endowment, and stays below its tangent. 0 where nothing is sure.
    """
    fineness, money = market.purses(run.endowment)
    grows = [weight * market.unit * fineness for weight in market.weights]
    bounds: list[Fraction] = []

    def keep(room: int, shrinks: int) -> None:
        """Note that `room`, not negative now, shrinks so fast and must not become negative."""
        if shrinks > 0:
            bounds.append(Fraction(room, shrinks))

    waiting = {wish.id: wish for wish in market.wishes}
    for purchase in run.purchases:
        wish = waiting.pop(purchase.wish.id)
        poor = set(purchase.wish.poor)
        parts = purchase.wish.parts
        due = wish.cost * fineness - sum(money[group] for group in poor)
        due_grows = -sum(grows[group] for group in poor)
        common = gcd(due, due_grows, parts)
        finer, price, price_grows = parts // common, due // common, due_grows // common
        fineness *= finer
        money = [amount * finer for amount in money]
        grows = [growth * finer for growth in grows]
        rho = Fraction(price, fineness * wish.part)
        rho_grows = Fraction(price_grows, fineness * wish.part)
        for other in waiting.values():
            room = other.least - rho
            dearer = room > 0 or (room == 0 and other.tie > wish.tie)
            if dearer and rho_grows <= 0:
                continue
            ratio = Fraction(other.part, wish.part)
            have, have_grows = _payable(other, money, grows, price * ratio, price_grows * ratio)
            missing = other.cost * fineness - have
            if missing > 0 and have_grows <= 0:
                continue
            while_dearer = Fraction(room, rho_grows) if dearer else Fraction(0)
            while_missing = Fraction(missing, have_grows) if missing > 0 else Fraction(0)
            bounds.append(max(while_dearer, while_missing))
        for part, groups in wish.rich:
            asked, asked_grows = price * part, price_grows * part
            for group in groups:
                if group in poor:
                    keep(asked - money[group], grows[group] - asked_grows)
                    money[group] = grows[group] = 0
                else:
                    money[group] -= asked
                    grows[group] -= asked_grows
                    keep(money[group], -grows[group])
    for wish in waiting.values():
        groups = [group for _, members in wish.rich for group in members]
        have_all, all_grows = sum(money[g] for g in groups), sum(grows[g] for g in groups)
        keep(wish.cost * fineness - have_all, all_grows)
    return min(bounds, default=Fraction(0))


def _payable(
    wish: _Wish, money: list[int], grows: list[int], price: Fraction, price_grows: Fraction
) -> tuple[Fraction, Fraction]:
    """What the supporters of a project can pay at a price of a part, and how fast that grows."""
    parts, have, have_grows = 0, 0, 0
    for part, groups in wish.rich:
        asked = -(-price.numerator * part // price.denominator)
        for group in groups:
            if money[group] < asked:
                have += money[group]
                have_grows += grows[group]
            else:
                parts += part
    return have + price * parts, have_grows + price_grows * parts
