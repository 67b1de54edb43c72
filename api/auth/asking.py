"""What an app asks a person for, read from the parameters of the authorization endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from authlib.oauth2.rfc6749.errors import (
    InvalidRequestError,
    InvalidScopeError,
    UnauthorizedClientError,
)

from api.auth.clients import ClientAdapter, scopes_from
from api.auth.config import AuthConfig
from api.auth.errors import InvalidTarget, NotSupported
from api.auth.grants import check_challenge
from api.domain.errors import InvalidId
from api.domain.ids import Code, decode
from api.domain.scopes import Scopes, known_scopes
from api.domain.standing import ClientKind

PROMPTS = frozenset({"none", "login", "consent", "select_account"})
NOT_SUPPORTED = ("request", "request_uri", "registration")
"""Each has an error of its own (OpenID Connect Core 1.0, section 3.1.2.6)."""
LONGEST_AGE = len("999999999")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A request for a code that is in order; ``client_id`` is what OAuth calls the client.

    ``max_age`` is in seconds, ``organisation_id`` the organisation that the app asks for.
    """

    client_id: str
    client_name: str
    client_kind: ClientKind
    redirect_uri: str
    scopes: Scopes
    challenge: str
    state: str | None = None
    nonce: str | None = None
    organisation_id: UUID | None = None
    prompt: tuple[str, ...] = ()
    max_age: int | None = None
    acr_values: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        organisation = self.organisation_id
        return {
            "client_id": self.client_id,
            "client_name": self.client_name,
            "client_kind": self.client_kind.value,
            "redirect_uri": self.redirect_uri,
            "scopes": sorted(self.scopes),
            "challenge": self.challenge,
            "state": self.state,
            "nonce": self.nonce,
            "organisation_id": None if organisation is None else str(organisation),
            "prompt": list(self.prompt),
            "max_age": self.max_age,
            "acr_values": list(self.acr_values),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        organisation = said["organisation_id"]
        return cls(
            client_id=said["client_id"],
            client_name=said["client_name"],
            client_kind=ClientKind(said["client_kind"]),
            redirect_uri=said["redirect_uri"],
            scopes=known_scopes(said["scopes"]),
            challenge=said["challenge"],
            state=said["state"],
            nonce=said["nonce"],
            organisation_id=None if organisation is None else UUID(organisation),
            prompt=tuple(said["prompt"]),
            max_age=said["max_age"],
            acr_values=tuple(said["acr_values"]),
        )


def asked_for(
    config: AuthConfig, client: ClientAdapter, sent: Mapping[str, str]
) -> AuthorizationRequest:
    """Return what a client asks for, whose redirect URI was found to be its own.

    An OAuth2Error for anything that is not in order.
    """
    _check_kind(client, sent)
    check_challenge(sent)
    if sent.get("resource", config.audience) != config.audience:
        raise InvalidTarget
    scope = client.get_allowed_scope(sent.get("scope"))
    if scope is None:
        raise InvalidScopeError
    registered = client.registered
    return AuthorizationRequest(
        client_id=registered.public_id,
        client_name=registered.name,
        client_kind=registered.kind,
        redirect_uri=sent["redirect_uri"],
        scopes=scopes_from(scope) or frozenset(),
        challenge=sent["code_challenge"],
        state=sent.get("state"),
        nonce=sent.get("nonce"),
        organisation_id=_organisation(sent.get("organization")),
        prompt=_prompt(sent.get("prompt", "")),
        max_age=_max_age(sent.get("max_age")),
        acr_values=tuple(sent.get("acr_values", "").split()),
    )


def _check_kind(client: ClientAdapter, sent: Mapping[str, str]) -> None:
    response_type = sent.get("response_type")
    if response_type is None:
        raise InvalidRequestError("There is no response_type in the request.")
    if response_type != "code":
        raise NotSupported("unsupported_response_type")
    if not client.check_response_type(response_type):
        raise UnauthorizedClientError("Nobody signs in to this client.")
    for name in NOT_SUPPORTED:
        if name in sent:
            raise NotSupported(f"{name}_not_supported")
    if sent.get("response_mode", "query") != "query":
        raise InvalidRequestError("The only response_mode is query.")


def _prompt(text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(text.split()))
    if not PROMPTS.issuperset(words) or ("none" in words and len(words) > 1):
        raise InvalidRequestError("The prompt cannot be followed.")
    return words


def _max_age(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_AGE):
        raise InvalidRequestError("The max_age is no number of seconds.")
    return int(text)


def _organisation(text: str | None) -> UUID | None:
    if text is None:
        return None
    try:
        return decode(text, expected=Code.ORGANISATION)[1]
    except InvalidId:
        raise InvalidRequestError("The organization is no id of one.") from None
