"""Sign-in as someone of the demo; exists only with RPP_DEMO=1."""

from flask import Blueprint

bp = Blueprint("demo", __name__)
