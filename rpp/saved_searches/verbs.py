"""What happens to saved searches: facts would say in the history what somebody looks for."""

from rpp.verbs import Verbs, verb

SEARCH_NEWS = Verbs(
    {"found": verb("found something for a saved search", told="found {news}.")},
    # Whose search it is reads how many there are and for which one, see `queries.told`.
    {"news": lambda _facts: "something new for a search you saved"},
)
