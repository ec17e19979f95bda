"""How gunicorn serves the portal, read by it in this folder; its command line may change it."""

worker_class = "rpp.serving.Worker"
threads = 2
# Loaded once, before it forks: the workers share what does not change.
preload_app = True


def on_starting(_server: object) -> None:
    """Load what searches before the workers part, so that they share it: it saves 8 MB a worker.

    Commands, and the app by itself, load it when something is searched.
    """
    from sqlalchemy.orm import configure_mappers

    from rpp import made_to_stay, synonyms

    with made_to_stay():
        from rpp.search import looking, results_page, suggesting, terms  # noqa: F401

        configure_mappers()
        terms.of("buses")
        synonyms.read("buses")


def post_worker_init(_worker: object) -> None:
    """Say at once, and not at the first visit, why the database cannot serve."""
    from app import app
    from rpp.home import health

    health.say_trouble(app)
