"""How people are greeted, marked and cited, whatever their names look like as they type them."""

import pytest

from rpp.citations.styles import apa_name
from rpp.citations.work import Name
from rpp.personal_names import first_name, initials


@pytest.mark.parametrize(
    ("name", "first", "mark", "cited"),
    [
        ("Imani Feld", "Imani", "IF", "Feld, I."),
        ("Ada King Lovelace", "Ada", "AL", "Lovelace, A. K."),
        ("DR. HARTE, Josefina M., Ed.D.", "Josefina", "JH", "Harte, J. M."),
        ("FELD, Imani, Ph.D.", "Imani", "IF", "Feld, I."),
        ("KING, ADA", "Ada", "AK", "King, A."),
        ("Ada King PhD", "Ada", "AK", "King, A."),
        ("Martin Luther King, Jr.", "Martin", "MK", "King, M. L., Jr."),
        ("Ana María de la Cruz", "Ana", "AC", "de la Cruz, A. M."),
        ("García Márquez, Gabriel", "Gabriel", "GM", "García Márquez, G."),
        ("imani feld", "imani", "IF", "feld, I."),
        ("J. Robert Harte", "Robert", "JH", "Harte, J. R."),
        ("J. Harte", "J. Harte", "JH", "Harte, J."),
        ("Dr. King", "Dr. King", "K", "King"),
        ("Robert (Bob) Lee Jr.", "Robert", "RL", "Lee, R., Jr."),
        ("Mary-Jane O'Neil", "Mary-Jane", "MO", "O'Neil, M.-J."),
        ("Ada De La Cruz", "Ada", "AC", "De La Cruz, A."),
        ("Plato", "Plato", "P", "Plato"),
        ("Dr.", "Dr.", "D", "Dr."),
        ("", "", "", ""),
    ],
)
def test_a_name_is_read_as_its_owner_means_it(name: str, first: str, mark: str, cited: str) -> None:
    said = apa_name(Name.read(name))
    assert (first_name(name), initials(name), said) == (first, mark, cited)
