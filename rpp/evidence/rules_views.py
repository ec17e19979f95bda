"""How evidence is rated: the rule sets, criterion by criterion."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from rpp.evidence import rules
from rpp.evidence.rules_page import index_page, rules_page
from rpp.web import or_404, page, public

bp = Blueprint("rules", __name__)


@bp.get("/evidence/rules")
@public()
def index() -> ResponseReturnValue:
    return page("evidence/rules/index.html", page=index_page())


@bp.get("/evidence/rules/<code>")
@public()
def show(code: str) -> ResponseReturnValue:
    return page("evidence/rules/show.html", page=rules_page(or_404(rules.get(code))))
