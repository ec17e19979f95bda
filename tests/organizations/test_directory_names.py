"""Names of districts read as people write them."""

import pytest

from rpp.organizations.directory import readable


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("LAS CRUCES PUBLIC SCHOOLS", "Las Cruces Public Schools"),
        ("NYC CHANCELLOR'S OFFICE", "NYC Chancellor's Office"),
        ("MCKINNEY ISD", "McKinney ISD"),
        ("TRUTH OR CONSEQUENCES AND THE VALLEY", "Truth Or Consequences and the Valley"),
        ("Albertville City", "Albertville City"),
        ("ST. PAUL DISTRICT NO. 625", "St. Paul District No. 625"),
        ("DE SMET 38-2", "De Smet 38-2"),
    ],
)
def test_a_name_in_capitals_is_written_small(given: str, read: str) -> None:
    assert readable(given) == read
