"""A study whose findings are interpreted, for tests that publish its brief."""

from tests.briefs.conftest import World, world, worlds

__all__ = ["World", "world", "worlds"]
