"""Pages of discussions."""

from flask import Blueprint

bp = Blueprint("discussions", __name__)
