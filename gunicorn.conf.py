"""How gunicorn serves the portal, read by it in this folder; its command line may change it."""

worker_class = "rpp.serving.Worker"
threads = 2
# Loaded once, before it forks: the workers share what does not change.
preload_app = True
