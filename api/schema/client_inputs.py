"""What is said to change an organisation's OAuth clients, and what is said back."""

import strawberry
from strawberry import UNSET
from strawberry.scalars import JSON

from api.domain.client_rules import known_scopes, scope_faults
from api.domain.registration import Keys, Settings
from api.schema.access import PUBLIC
from api.schema.binding import optional, told_once
from api.schema.clients import Client
from api.schema.errors import UserError
from api.schema.standing_words import ClientKind

CLIENT, VERSION = "The client.", "The version that you looked at."
AS_IT_IS, WHY_NOT = "The client as it is now.", "Why nothing was changed."
SCOPES = "The most that it may ask for, such as `groups:read`."
REDIRECTS = (
    "Where people may be sent back to, letter by letter: https, and for a public app also http on "
    "127.0.0.1 or [::1], or a scheme of its own such as com.example.app:/. At most 10, an app at "
    "least one, a backend none."
)
ORIGINS = "The web origins, at most 10, that pages of an app may ask for tokens from."
JWKS = (
    "Its public keys by value, a JSON Web Key Set (RFC 7517) of 1 to 10 keys: RSA of 2048 bits or "
    "more, or EC on P-256 or P-384, each with a `kid` of its own."
)
JWKS_URI = "Where it publishes such a set instead: https, at a domain name."
SECRET = "The new secret. It is told this once: nobody can read it again."  # noqa: S105 - words


@strawberry.input(description="Registers an OAuth client of your organisation.")
class RegisterClientInput:
    kind: ClientKind = strawberry.field(
        description="What it is. A clinic backend is a clinic's, a network backend a network "
        "operator's; resource servers and first-party clients are the platform's alone."
    )
    name: str = strawberry.field(description="What people are told, 1 to 120 characters.")
    scopes: list[str] = strawberry.field(description=SCOPES)
    redirect_uris: list[str] = strawberry.field(description=REDIRECTS, default_factory=list)
    origins: list[str] = strawberry.field(description=ORIGINS, default_factory=list)
    website: str | None = optional("Its web address, for people: https.")
    jwks: JSON | None = optional(JWKS)
    jwks_uri: str | None = optional(JWKS_URI)


@strawberry.input(
    description="Puts settings in the place of all that a client had: what is left out, it has no "
    "longer. Its keys stay."
)
class ChangeClientInput:
    id: strawberry.ID = strawberry.field(description=CLIENT)
    expected_version: int = strawberry.field(description=VERSION)
    name: str = strawberry.field(description="What people are told, 1 to 120 characters.")
    scopes: list[str] = strawberry.field(description=SCOPES)
    redirect_uris: list[str] = strawberry.field(description=REDIRECTS, default_factory=list)
    origins: list[str] = strawberry.field(description=ORIGINS, default_factory=list)
    website: str | None = optional("Its web address, for people: https.")


@strawberry.input(
    description="Puts keys in the place of those that a client had, by value or by address; "
    "without either, it has none."
)
class SetClientKeysInput:
    id: strawberry.ID = strawberry.field(description=CLIENT)
    expected_version: int = strawberry.field(description=VERSION)
    jwks: JSON | None = optional(JWKS)
    jwks_uri: str | None = optional(JWKS_URI)


@strawberry.input(description="Gives a client another secret.")
class AddClientSecretInput:
    id: strawberry.ID = strawberry.field(description=CLIENT)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Takes a secret away from a client.")
class RevokeClientSecretInput:
    id: strawberry.ID = strawberry.field(description=CLIENT)
    secret_id: strawberry.ID = strawberry.field(
        description="The secret, as `clientSecrets` lists it."
    )
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Lets a client in no more.")
class DisableClientInput:
    id: strawberry.ID = strawberry.field(description=CLIENT)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.input(description="Lets a client in again.")
class EnableClientInput:
    id: strawberry.ID = strawberry.field(description=CLIENT)
    expected_version: int = strawberry.field(description=VERSION)


@strawberry.type(description="The client, or why it was not registered.", directives=[PUBLIC])
class RegisterClientPayload:
    client: Client | None = strawberry.field(description="The client.")
    secret: str | None = told_once(
        "Its secret, if it needs one. It is told this once: nobody can read it again."
    )
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The changed client, or why it was not changed.", directives=[PUBLIC])
class ChangeClientPayload:
    client: Client | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The client, or why its keys stay.", directives=[PUBLIC])
class SetClientKeysPayload:
    client: Client | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The secret, or why there is none.", directives=[PUBLIC])
class AddClientSecretPayload:
    client: Client | None = strawberry.field(description=AS_IT_IS)
    secret: str | None = told_once(SECRET)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The client, or why its secret stays.", directives=[PUBLIC])
class RevokeClientSecretPayload:
    client: Client | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The client, or why it is still let in.", directives=[PUBLIC])
class DisableClientPayload:
    client: Client | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


@strawberry.type(description="The client, or why it is still not let in.", directives=[PUBLIC])
class EnableClientPayload:
    client: Client | None = strawberry.field(description=AS_IT_IS)
    errors: list[UserError] = strawberry.field(description=WHY_NOT)


def settings_of(input: RegisterClientInput | ChangeClientInput) -> Settings:
    """Return the settings of an input, with what in it is no scope."""
    return Settings(
        name=input.name,
        scopes=known_scopes(input.scopes),
        redirect_uris=tuple(input.redirect_uris),
        origins=tuple(input.origins),
        website=_given(input.website),
        misread=tuple(scope_faults(input.scopes)),
    )


def keys_of(input: RegisterClientInput | SetClientKeysInput) -> Keys:
    return Keys(jwks=_given(input.jwks), jwks_uri=_given(input.jwks_uri))


def _given[V](value: V | None) -> V | None:
    """Return null for what was left out."""
    return None if value is UNSET else value
