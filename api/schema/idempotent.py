"""The directive by which one mutation of a request is given a key, so that a retry does nothing."""

import strawberry
from strawberry.directive import DirectiveLocation

NAME = "idempotent"


@strawberry.directive(
    name=NAME,
    locations=[DirectiveLocation.FIELD],
    description="On a mutation: run it once for this key of yours, and tell a retry what came of "
    "it, for seven days. The header `Idempotency-Key` does the same for a request of one mutation.",
)
def idempotent(key: str) -> None:
    """Declare the directive; what it does is done where mutations are executed."""
    del key
