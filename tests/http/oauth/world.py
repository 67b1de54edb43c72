"""What the authorization server is tested with: organisations, people and clients of each kind."""

import base64
import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import asyncpg
import httpx
import orjson
from argon2 import PasswordHasher
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.auth.authorization import AuthorizationRequest, approve
from api.auth.client_keys import ClientKeys
from api.auth.config import AuthConfig
from api.auth.courier import Courier
from api.auth.services import AuthServices
from api.auth.signing import Signer
from api.auth.signing_in.passwords import Passwords
from api.auth.verification import Verifier
from api.domain.scopes import PASSKEY_ACR, Scope
from api.domain.standing import ClientKind, StaffRole
from api.http.oauth.routes import oauth_routes
from api.notices.mail import ConsoleSender
from api.persistence.identity.sessions import Session
from api.persistence.identity.store import IdentityStore
from api.persistence.told_once import Prefix, digest, new_secret
from tests.identity import add_person, add_staff

ISSUER = "https://peers.test"
REDIRECT = "https://app.test/back"
VERIFIER = "a-verifier-that-nobody-else-could-ever-have-guessed"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())[:43].decode()
TOKEN_URL = f"{ISSUER}/oauth/token"
BY_JWT = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

type Admin = asyncpg.Connection[asyncpg.Record]
type Key = RSAKey | ECKey
type Form = Mapping[str, str]

KEYS: dict[str, Key] = {
    "RS384": RSAKey.generate_key(2048, {"kid": "rs384"}),
    "PS256": RSAKey.generate_key(2048, {"kid": "ps256"}),
    "ES384": ECKey.generate_key("P-384", {"kid": "es384"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "es256"}),
}
"""Of a client that can sign by each algorithm: made once, since an RSA key takes its time."""


def key_set(*keys: Key) -> dict[str, Any]:
    return {"keys": [key.as_dict(private=False) for key in keys]}


def services_for(identity: IdentityStore, client_keys: ClientKeys | None = None) -> AuthServices:
    config = AuthConfig(ISSUER, f"{ISSUER}/graphql")
    return AuthServices(
        identity=identity,
        config=config,
        passwords=Passwords(CHEAP),
        courier=Courier(ConsoleSender(lambda _text: None)),
        verifier=Verifier(identity, config),
        signer=Signer(identity.keys),
        client_keys=client_keys or ClientKeys(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A client as its developer knows it."""

    row: UUID
    organisation: UUID
    client_id: str
    secret: str = ""

    @property
    def basic(self) -> dict[str, str]:
        pair = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        return {"authorization": f"Basic {pair}"}

    @property
    def post(self) -> dict[str, str]:
        return {"client_id": self.client_id, "client_secret": self.secret}

    @property
    def public(self) -> dict[str, str]:
        return {"client_id": self.client_id}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a role in an organisation, or with none."""

    id: UUID
    organisation: UUID | None = None
    staff: UUID | None = None

    def session(self) -> Session:
        now = datetime.now(UTC)
        return Session(
            id=uuid4(),
            hash=b"",
            person_id=self.id,
            label="a browser",
            acr=PASSKEY_ACR,
            amr=("hwk", "user"),
            auth_time=now,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=1),
        )


@dataclass(slots=True)
class World:
    """A running authorization server, with a look behind it."""

    services: AuthServices
    admin: Admin
    http: httpx.AsyncClient
    begun: list[AuthorizationRequest] = field(default_factory=list[AuthorizationRequest])

    async def organisation(self, name: str = "clinic", status: str = "VERIFIED") -> UUID:
        made = uuid4()
        await self.admin.execute(
            "insert into catalogue.organisations"
            " (id, slug, name, sort_key, kind, status, published)"
            " values ($1, $2, $3, $3, 'CLINIC', $4, true)",
            *(made, f"{name}-{made.hex}", name, status),
        )
        return made

    async def client(  # noqa: PLR0913 - what differs between clients
        self,
        kind: ClientKind,
        *scopes: str,
        organisation: UUID | None = None,
        redirect_uris: Sequence[str] = (REDIRECT,),
        origins: Sequence[str] = (),
        jwks: Mapping[str, Any] | None = None,
        jwks_uri: str | None = None,
        secret: bool | None = None,
    ) -> Registered:
        """A client: with a secret unless it is public, has keys, or is asked to have none."""
        owner = organisation or await self.organisation()
        row, text = uuid4(), new_secret(Prefix.CLIENT_SECRET)
        await self.admin.execute(
            "insert into confidential.clients (organisation_id, id, kind, name, status, scopes,"
            " redirect_uris, origins, jwks, jwks_uri)"
            " values ($1, $2, $3, 'a client', 'ACTIVE', $4, $5, $6, $7, $8)",
            *(owner, row, kind.value, list(scopes), list(redirect_uris), list(origins)),
            *(orjson.dumps(dict(jwks)).decode() if jwks else None, jwks_uri),
        )
        has_keys = jwks is not None or jwks_uri is not None
        if secret or (secret is None and kind is not ClientKind.PUBLIC_APP and not has_keys):
            await self.add_secret(owner, row, text)
        else:
            text = ""
        return Registered(row=row, organisation=owner, client_id=f"cli_{row.hex}", secret=text)

    async def disable(self, client: Registered) -> None:
        await self.admin.execute(
            "update confidential.clients set status = 'DISABLED' where id = $1", client.row
        )

    async def add_secret(self, organisation: UUID, client: UUID, text: str) -> None:
        await self.admin.execute(
            "insert into identity.client_secrets (id, organisation_id, client_id, hash)"
            " values ($1, $2, $3, $4)",
            *(uuid4(), organisation, client, digest(text)),
        )

    async def approve_client(self, client: Registered, organisation: UUID, *scopes: str) -> None:
        await self.admin.execute(
            "insert into confidential.client_approvals (organisation_id, id, client_id,"
            " client_organisation_id, client_name, scopes, status, approved_by)"
            " values ($1, $2, $3, $4, 'a client', $5, 'ACTIVE', 'somebody')",
            *(organisation, uuid4(), client.row, client.organisation, list(scopes)),
        )

    async def person(self, *, operator: bool = False) -> Person:
        return Person(await add_person(self.admin, operator=operator))

    async def staff(self, organisation: UUID, role: StaffRole = StaffRole.OWNER) -> Person:
        person = await self.person()
        staff = await add_staff(self.admin, person.id, organisation, role)
        return Person(person.id, organisation, staff)

    async def authorize(self, **asked: str) -> httpx.Response:
        return await self.http.get("/oauth/authorize", params=asked)

    async def asks(self, client: Registered, **different: str) -> AuthorizationRequest:
        """What an app asks for, as it reaches the pages for signing in."""
        answer = await self.authorize(**asked_by(client, **different))
        assert answer.status_code == 200, answer.text
        return self.begun[-1]

    async def code(self, client: Registered, person: Person, **different: str) -> str:
        """A code that a person allowed a client."""
        request = await self.asks(client, **different)
        return sent_back(await self.allow(request, person))["code"]

    async def allow(
        self, request: AuthorizationRequest, person: Person, scopes: frozenset[Scope] | None = None
    ) -> str:
        return await approve(
            self.services.identity,
            self.services.config,
            request,
            person_id=person.id,
            organisation_id=person.organisation,
            staff_id=person.staff,
            scopes=request.scopes if scopes is None else scopes,
            session=person.session(),
        )

    async def post(
        self, path: str, form: Form, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        return await self.http.post(f"/oauth/{path}", data=dict(form), headers=headers)

    async def redeem(self, client: Registered, code: str, **different: str) -> httpx.Response:
        """Redeem a code: as a public client, or by the secret of one that has any."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
            **different,
        }
        return await self.token(client, form)

    async def refresh(self, client: Registered, token: str, **different: str) -> httpx.Response:
        form = {"grant_type": "refresh_token", "refresh_token": token, **different}
        return await self.token(client, form)

    async def token(self, client: Registered, form: Form) -> httpx.Response:
        if client.secret:
            return await self.post("token", form, client.basic)
        return await self.post("token", {**client.public, **form})

    async def credentials(
        self, client: Registered, scope: str, headers: Mapping[str, str] | None = None, **form: str
    ) -> httpx.Response:
        """Ask for a token by a client's own secret."""
        asked = {"grant_type": "client_credentials", "scope": scope, **form}
        return await self.post("token", asked, client.basic if headers is None else headers)

    async def by_key(self, scope: str, assertion: str, **form: str) -> httpx.Response:
        """Ask for a token by an assertion."""
        asked = {
            "grant_type": "client_credentials",
            "scope": scope,
            "client_assertion_type": BY_JWT,
            "client_assertion": assertion,
            **form,
        }
        return await self.post("token", asked)

    async def works(self, access_token: str) -> bool:
        """Whether the resource server would do anything for a token now."""
        shown = await self.services.verifier.verify(access_token)
        return await self.admin.fetchval(
            "select operations.rights_of($1, $2, $3) is not null",
            *(shown.grant_id, shown.id, shown.key_id),
        )

    async def kept(self) -> dict[str, int]:
        """How many rows there are of what a request may leave behind."""
        tables = ("grants", "codes", "refresh_tokens", "revoked_tokens", "used_assertions")
        return {
            each: await self.admin.fetchval(f"select count(*) from identity.{each}")  # noqa: S608 - a name of ours
            for each in tables
        }


def asked_by(client: Registered, **different: str) -> dict[str, str]:
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": REDIRECT,
        "scope": "openid offline_access me:read",
        "state": "a state",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **different,
    }
    return {name: value for name, value in asked.items() if value}


def sent_back(url: str) -> dict[str, str]:
    """The parameters that a redirect takes to the app."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def claims(client_id: str, **different: object) -> dict[str, Any]:
    """The claims of an assertion; a difference of None leaves one out."""
    now = int(time.time())
    said = {
        "iss": client_id,
        "sub": client_id,
        "aud": TOKEN_URL,
        "exp": now + 240,
        "iat": now,
        "jti": str(uuid4()),
        **different,
    }
    return {name: value for name, value in said.items() if value is not None}


def assertion(
    client_id: str,
    algorithm: str = "RS384",
    *,
    key: Key | None = None,
    header: Mapping[str, Any] | None = None,
    **different: object,
) -> str:
    """An assertion of a client; differences of header or claims of None leave them out."""
    signing = key or KEYS[algorithm]
    said = {"alg": algorithm, "kid": signing.kid, "typ": "JWT", **(header or {})}
    used = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(used, claims(client_id, **different), signing, [algorithm], default_type=None)


def application(world: list[World], services: AuthServices) -> Starlette:
    """The endpoints alone; what is in order at the authorization endpoint is noted."""

    async def begin(
        _services: AuthServices, _request: Request, request: AuthorizationRequest
    ) -> Response:
        world[0].begun.append(request)
        return JSONResponse({"begun": True})

    return Starlette(routes=oauth_routes(lambda: services, begin))
