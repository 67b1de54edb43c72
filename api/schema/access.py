"""What a field asks of a token: the two directives that every root field and type carries."""

import strawberry
from strawberry.schema_directive import Location

from api.domain.scopes import Scope

_PLACES = [Location.FIELD_DEFINITION, Location.OBJECT, Location.INTERFACE]


@strawberry.schema_directive(
    locations=_PLACES,
    name="public",
    description="Needs no scope.",
)
class Public:
    pass


@strawberry.schema_directive(
    locations=_PLACES,
    name="requiresScopes",
    description="Needs a token with all of these scopes, or the whole operation is refused.",
)
class RequiresScopes:
    scopes: list[str]


PUBLIC = Public()


def needs(*scopes: Scope) -> RequiresScopes:
    return RequiresScopes(scopes=[scope.value for scope in scopes])
