"""How gunicorn serves the portal, read by it in this folder; its command line may change it."""

worker_class = "rpp.serving.Worker"
threads = 2
# Loaded once, before it forks: the workers share what does not change.
preload_app = True


def post_worker_init(_worker: object) -> None:
    """Say at once, and not at the first visit, why the database cannot serve."""
    from app import app
    from rpp.home import health

    health.say_trouble(app)
