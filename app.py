"""The WSGI entry: `flask --app app …`, `gunicorn app:app`."""

import sys

from rpp import create_app
from rpp.config import WrongSettings

try:
    app = create_app()
except WrongSettings as error:
    sys.exit(f"RPP Commons cannot start.\n{error}")
