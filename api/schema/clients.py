"""OAuth clients, as the organisation that registered them sees them."""

from datetime import datetime
from enum import auto
from typing import Annotated

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from api.domain.errors import InvalidInput
from api.domain.ids import Code, decode, encode
from api.domain.scopes import Scope
from api.domain.vocabulary import Word
from api.persistence.reading.ask import ArgumentRefused
from api.persistence.registering import live_secrets
from api.schema.access import needs
from api.schema.binding import from_reader, optional, read
from api.schema.enums import enum
from api.schema.execution.context import MutationInfo
from api.schema.node import Versioned
from api.schema.pages import After, Before, Connection, Direction, First, Last
from api.schema.standing_words import ClientKind, ClientStatus

OWN = needs(Scope.CLIENTS_READ)


@strawberry.type(
    description="An OAuth client that your organisation registered. Its `id` is its `client_id`.",
    directives=[OWN],
)
class Client(Versioned):
    kind: ClientKind = read("What it is, and with that the most it may ever be given.")
    name: str = read("What people are told that it is called.")
    status: ClientStatus = read("Whether it is let in.")
    scopes: list[str] = read("The most that it may ask for.")
    redirect_uris: list[str] = read("Where people may be sent back to, letter by letter.")
    origins: list[str] = read("The web origins that its pages may ask for tokens from.")
    website: str | None = read("Its web address, for people.")
    jwks: JSON | None = read("Its public keys by value, a JSON Web Key Set (RFC 7517).")
    jwks_uri: str | None = read("Where it publishes its keys.")
    changed_at: datetime = read("When it was last changed.")


@strawberry.type(
    description="A secret of a client, without what it is: that was told once.", directives=[OWN]
)
class ClientSecret:
    id: strawberry.ID = strawberry.field(description="What to revoke it by.")
    created_at: datetime = strawberry.field(description="When it was made.")


@strawberry.input(description="Narrows by what clients are.")
class ClientKindFilter:
    any_of: list[ClientKind] | None = optional("One of these.")
    none_of: list[ClientKind] | None = optional("None of these.")


@strawberry.input(description="Narrows by whether clients are let in.")
class ClientStatusFilter:
    any_of: list[ClientStatus] | None = optional("One of these.")
    none_of: list[ClientStatus] | None = optional("None of these.")


@strawberry.input(description="Narrows a list of clients; every member given must hold.")
class ClientFilter:
    kind: ClientKindFilter | None = optional("By what they are.")
    status: ClientStatusFilter | None = optional("By whether they are let in.")


@enum(
    "What clients can be ordered by.", NAME="By name.", CHANGED_AT="By when they were last changed."
)
class ClientOrderField(Word):
    NAME = auto()
    CHANGED_AT = auto()


@strawberry.input(description="An order of clients.")
class ClientOrder:
    field: ClientOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type
class ClientQueries:
    @strawberry.field(
        description="The OAuth clients that your organisation registered.", directives=[OWN]
    )
    def clients(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
        filter: ClientFilter | None = UNSET,
        order_by: ClientOrder | None = UNSET,
    ) -> Connection[Client]:
        return from_reader()

    @strawberry.field(
        description="The secrets of one of your clients that are live, at most two, the oldest "
        "first.",
        directives=[OWN],
    )
    async def client_secrets(
        self,
        info: MutationInfo,
        client: Annotated[strawberry.ID, strawberry.argument(description="The client.")],
    ) -> list[ClientSecret]:
        try:
            _, client_id = decode(client, expected=Code.CLIENT)
        except InvalidInput as refusal:
            raise ArgumentRefused(refusal, (info.path.key,), ("client",)) from None
        return [
            ClientSecret(
                id=strawberry.ID(encode(Code.CLIENT_SECRET, each.id)), created_at=each.created_at
            )
            for each in await live_secrets(info.context.work, client_id)
        ]
