"""Pages of claims."""

from rpp.claims.check import views as check
from rpp.claims.doors import bp
from rpp.claims.register import views as register

# The pages are registered as soon as their modules are known.
__all__ = ["bp", "check", "register"]
