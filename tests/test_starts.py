"""What tests begin from: put back as it was made, and never where it would be wrong."""

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

from rpp import clock
from rpp.organizations.models import Organization
from rpp.people.models import Person
from tests.support.databases import Database
from tests.support.factories import Factories
from tests.support.starts import Kept, Starts

EARLIER = (clock.now() - timedelta(days=400)).replace(microsecond=1)


class Maker:
    """Makes a person, and counts how often that was really done."""

    def __init__(self, make: Factories) -> None:
        self.make, self.done = make, 0

    def __call__(self) -> tuple[Factories, Person]:
        self.done += 1
        return self.make, self.make.person("Ada")


def test_the_second_test_finds_what_the_first_one_made(make: Factories, database: Database) -> None:
    shelf: dict[object, Kept] = {}
    maker = Maker(make)
    for _ in range(2):
        database.empty()
        make.made = 0
        own, person = Starts(shelf, database, make).begin("a person", maker)
        assert own is make
        assert [p.name for p in make.all(Person)] == [person.name] == ["Ada"]
        # Whoever comes next has the next number and the next name.
        assert make.person().id == person.id + 1
        assert make.all(Person)[-1].name == "Person 2"
    assert maker.done == 1


def test_a_start_stands_on_another(make: Factories, database: Database) -> None:
    shelf: dict[object, Kept] = {}
    for ground in ("one", "other", "one"):
        database.empty()
        starts = Starts(shelf, database, make)
        starts.begin(ground, lambda name=ground: make.organization(name))
        starts.begin("a person", lambda: make.person())
        assert [o.name for o in make.all(Organization)] == [ground]
        assert len(make.all(Person)) == 1
    assert len(shelf) == 4


def test_what_a_start_is_made_of_is_made_anew_where_anything_was_written(
    make: Factories, database: Database
) -> None:
    maker, shelf = Maker(make), dict[object, Kept]()
    Starts(shelf, database, make).begin("a person", maker)
    assert make.starts is not None
    make.organization()
    database.empty()
    starts = Starts(shelf, database, make)
    make.organization("Written before")
    starts.begin("a person", maker)
    assert maker.done == 2
    assert [o.name for o in make.all(Organization)] == ["Written before"]


def test_a_test_that_says_what_time_it_is_gets_things_of_that_time(
    make: Factories, database: Database
) -> None:
    maker, shelf = Maker(make), dict[object, Kept]()
    long_ago = datetime(2025, 3, 9, 8, tzinfo=UTC)
    # A moment with its microseconds is counted from now: it does not come again.
    for moment, done in ((None, 1), (long_ago, 2), (long_ago, 2), (EARLIER, 3), (EARLIER, 4)):
        database.empty()
        with clock.at(moment) if moment else nullcontext():
            _, person = Starts(shelf, database, make).begin("a person", maker)
        assert maker.done == done
        assert moment in (None, person.confirmed_at)
