"""Lists hold what briefs come from."""

from tests.briefs.conftest import World, world, worlds

__all__ = ["World", "world", "worlds"]
