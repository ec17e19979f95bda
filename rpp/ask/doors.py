"""The pages of questions share one name."""

from flask import Blueprint

bp = Blueprint("ask", __name__, cli_group=None)
