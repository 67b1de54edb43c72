"""Whoever changes a thing says which version of it they looked at."""

from api.domain.errors import VersionConflict


def expect(version: int, expected: int) -> None:
    """Raise VersionConflict unless a thing is at the version that somebody looked at."""
    if version != expected:
        raise VersionConflict(
            "It was changed in between: look at it again, then decide.",
            path=("input", "expectedVersion"),
        )
