"""A test-only identity: who asks is said by two headers, which no server of ours believes."""

from uuid import UUID

from starlette.requests import Request

from api.domain.access import ANYBODY, Scope, Viewer


def identified(request: Request) -> Viewer:
    """Believe ``x-test-organisation`` and ``x-test-scopes``."""
    organisation = request.headers.get("x-test-organisation")
    if organisation is None:
        return ANYBODY
    scopes = request.headers.get("x-test-scopes", "").split()
    return Viewer(UUID(organisation), "test-subject", frozenset(Scope(scope) for scope in scopes))
