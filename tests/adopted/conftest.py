"""What tests of adopted briefs share."""

from tests.claims.conftest import word_club

__all__ = ["word_club"]
