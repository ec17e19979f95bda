"""The WSGI entry: `flask --app app …`, `gunicorn app:app`."""

from rpp import create_app

app = create_app()
