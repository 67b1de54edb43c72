"""Every parameter of every endpoint, wrong in every way: an error of OAuth, and nothing changed."""

import asyncio
import base64
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from urllib.parse import quote, urlencode
from uuid import uuid4

import httpx
import pytest

from api.domain.standing import ClientKind
from tests.http.oauth.world import (
    BY_JWT,
    KEYS,
    REDIRECT,
    VERIFIER,
    Registered,
    World,
    asked_by,
    assertion,
    key_set,
)

SIGN_IN = ("openid", "offline_access", "me:read")
FORM = "application/x-www-form-urlencoded"
FIXED_SEED = 20_261_124
AT_ONCE = 6
CONTROLS = ("\0", "\t", "\n", "\r\nSet-Cookie: a=b", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029")
NOT_UTF8 = ("%ff%fe", "%c0%80", "%ed%a0%80", "%f8%88%80%80%80")
ODD = ('"', "\\", "'", "<b>", "é", "💬", "\u202e", "%", "%zz", "+", "&amp;", "${x}", "{{x}}", " ")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request to an endpoint for clients, in order until something is done to it."""

    path: str
    form: Mapping[str, str]

    def body(self, **different: str) -> str:
        return urlencode({**self.form, **different})

    def without(self, name: str) -> str:
        return urlencode({key: value for key, value in self.form.items() if key != name})


@dataclass(frozen=True, slots=True)
class Ready:
    """Clients and what they would send."""

    app: Registered
    backend: Registered
    code: str
    refresh: str

    def requests(self) -> list[Asked]:
        proof = {
            "client_assertion_type": BY_JWT,
            "client_assertion": assertion(self.backend.client_id, jti=str(uuid4())),
        }
        redeem = {
            "grant_type": "authorization_code",
            "code": self.code,
            "redirect_uri": REDIRECT,
            "code_verifier": VERIFIER,
            **self.app.post,
        }
        refresh = {"grant_type": "refresh_token", "refresh_token": self.refresh}
        credentials = {"grant_type": "client_credentials", "scope": "groups:read", **proof}
        shown = {"token": self.refresh, "token_type_hint": "refresh_token", **self.app.post}
        return [
            Asked("token", redeem),
            Asked("token", {**refresh, "scope": "me:read", **self.app.post}),
            Asked("token", credentials),
            Asked("revoke", shown),
            Asked("introspect", shown),
        ]


async def ready(world: World) -> Ready:
    app = await world.client(ClientKind.CONFIDENTIAL_APP, *SIGN_IN)
    keys = key_set(KEYS["RS384"])
    backend = await world.client(ClientKind.CLINIC_BACKEND, "groups:read", jwks=keys)
    person = await world.person()
    told = (await world.redeem(app, await world.code(app, person))).json()
    return Ready(app, backend, await world.code(app, person), told["refresh_token"])


async def send(
    world: World, path: str, body: str | bytes, headers: Mapping[str, str | bytes] | None = None
) -> httpx.Response:
    wanted: dict[str, str | bytes] = {"content-type": FORM, **(headers or {})}
    sent = [
        (name.encode(), value if isinstance(value, bytes) else value.encode())
        for name, value in wanted.items()
    ]
    return await world.http.post(f"/oauth/{path}", content=body, headers=sent)


def told(answer: httpx.Response) -> str:
    """The error of an answer that is one as RFC 6749, section 5.2 has them."""
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert "location" not in answer.headers
    said = answer.json()
    assert said.keys() <= {"error", "error_description"}
    assert said.get("error_description", "").isascii()
    return said["error"]


async def test_a_parameter_that_is_sent_twice_is_refused(world: World) -> None:
    made = await ready(world)
    before = await world.kept()
    for asked in made.requests():
        for name, value in asked.form.items():
            for again in (value, "", "another"):
                body = f"{asked.body()}&{urlencode({name: again})}"
                assert told(await send(world, asked.path, body)) == "invalid_request"
    assert await world.kept() == before


async def test_a_parameter_that_is_missing_is_told_as_what_is_missing(world: World) -> None:
    made = await ready(world)
    errors = {
        "grant_type": "invalid_request",
        "code": "invalid_request",
        "redirect_uri": "invalid_grant",
        "code_verifier": "invalid_request",
        "client_id": "invalid_client",
        "client_secret": "invalid_client",
        "refresh_token": "invalid_request",
        "client_assertion_type": "invalid_client",
        "client_assertion": "invalid_client",
        "token": "invalid_request",
    }
    before = await world.kept()
    for asked in made.requests():
        for name in asked.form.keys() & errors.keys():
            for body in (asked.without(name), asked.body(**{name: ""})):
                answer = await send(world, asked.path, body)
                assert told(answer) == errors[name], (asked.path, name)
    assert await world.kept() == before


async def test_a_parameter_that_is_too_long_is_refused(world: World) -> None:
    made = await ready(world)
    before = await world.kept()
    for asked in made.requests():
        for name in (*asked.form, "unknown"):
            body = asked.body(**{name: "x" * 8_193})
            assert told(await send(world, asked.path, body)) == "invalid_request"
        body = asked.body(**{"x" * 3_000: "x"})
        assert told(await send(world, asked.path, body)) == "invalid_request"
    assert await world.kept() == before


async def test_a_character_that_no_parameter_may_hold_is_refused(world: World) -> None:
    made = await ready(world)
    before = await world.kept()
    controls, not_utf8 = cycle(CONTROLS), cycle(NOT_UTF8)
    for asked in made.requests():
        for name in (*asked.form, "unknown"):
            for body in (
                asked.body(**{name: f"a{next(controls)}b"}),
                asked.body(**{f"a{next(controls)}b": "x"}),
                f"{asked.without(name)}&{name}={next(not_utf8)}",
            ):
                assert told(await send(world, asked.path, body)) == "invalid_request"
    assert await world.kept() == before


@pytest.mark.parametrize("control", CONTROLS)
async def test_each_control_character_is_refused(world: World, control: str) -> None:
    for path in ("token", "revoke", "introspect"):
        body = urlencode({"grant_type": f"x{control}", "token": "x"})
        assert told(await send(world, path, body)) == "invalid_request"


async def test_an_odd_value_is_an_error_like_any_other_and_never_comes_back(world: World) -> None:
    made = await ready(world)
    before, odds = await world.kept(), cycle(ODD)
    for asked in made.requests():
        for name in sorted(asked.form.keys() - {"token_type_hint", "token"}):
            odd = f"qzx{next(odds)}qzx"
            answer = await send(world, asked.path, asked.body(**{name: odd}))
            told(answer)
            assert "qzx" not in answer.text
    # An assertion that was right is used up by a request that was not.
    assert await world.kept() == {**before, "used_assertions": before["used_assertions"] + 1}


@pytest.mark.parametrize("path", ["token", "revoke", "introspect"])
@pytest.mark.parametrize(
    "header",
    [
        b"Basic",
        b"Basic !!!",
        b"Basic " + base64.b64encode(b"no colon"),
        b"Basic " + base64.b64encode(b":"),
        b"Basic " + base64.b64encode(b"a:"),
        b"Basic " + base64.b64encode(b":b"),
        b"Basic " + base64.b64encode(b"\xff\xfe:\xc0\x80"),
        b"Basic " + base64.b64encode(b"cli_x:%ff%fe"),
        b"Basic " + base64.b64encode(b"cli_x:a\x00b"),
        b"Basic " + base64.b64encode("cli_x:é".encode()),
        b"Basic " + base64.b64encode(b"a:b") + b" more",
        b"Basic " + base64.b64encode(b"x" * 5_000 + b":y"),
        b"Basic\xe9 abc",
        b"Bearer abc",
        b'Digest username="x"',
        b"x",
    ],
)
async def test_an_authorization_header_that_proves_nothing_is_answered_by_a_challenge(
    world: World, path: str, header: bytes
) -> None:
    body = urlencode({"grant_type": "client_credentials", "scope": "groups:read", "token": "x"})
    answer = await send(world, path, body, {"authorization": header})
    assert answer.status_code == 401
    assert told(answer) == "invalid_client"
    assert answer.headers["www-authenticate"] == 'Basic realm="peers", charset="UTF-8"'


async def test_two_authorization_headers_are_one_too_many(world: World) -> None:
    made = await ready(world)
    twice = [("authorization", made.app.basic["authorization"])] * 2
    answer = await world.http.post("/oauth/token", data={"grant_type": "x"}, headers=twice)
    assert (answer.status_code, told(answer)) == (401, "invalid_client")


async def test_a_secret_may_hold_what_forms_write_in_their_own_way(world: World) -> None:
    client = await world.client(ClientKind.CLINIC_BACKEND, "groups:read")
    await world.add_secret(client.organisation, client.row, "a b+c:d%é")
    pair = f"{client.client_id}:{quote('a b+c:d%é').replace('%20', '+')}"
    header = {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    assert (await world.credentials(client, "groups:read", header)).status_code == 200


@pytest.mark.parametrize(
    "content_type",
    [
        *("application/json", "multipart/form-data; boundary=x", "text/plain", "", "x"),
        *(f"{FORM}; charset=iso-8859-1", f"{FORM}, application/json", "application/x-www-form"),
    ],
)
async def test_only_forms_are_read(world: World, content_type: str) -> None:
    made = await ready(world)
    for asked in made.requests():
        answer = await send(world, asked.path, asked.body(), {"content-type": content_type})
        assert told(answer) == "invalid_request"


async def test_json_of_any_shape_is_no_form(world: World) -> None:
    shapes = ('{"grant_type":"client_credentials"}', "[]", "null", '"x"', "7", '{"a":{"b":[]}}')
    for text in shapes:
        for headers in ({"content-type": "application/json"}, {}):
            answer = await send(world, "token", text, headers)
            assert told(answer) == "invalid_request"


@pytest.mark.parametrize("path", ["token", "revoke", "introspect"])
async def test_another_method_is_refused(world: World, path: str) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        answer = await world.http.request(method, f"/oauth/{path}")
        assert (answer.status_code, told(answer)) == (405, "invalid_request")
        assert answer.headers["allow"] == "POST"
    for method in ("PUT", "PATCH", "DELETE"):
        answer = await world.http.request(method, "/oauth/userinfo")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
        assert (await world.http.request(method, "/oauth/authorize")).status_code == 405


async def test_a_body_is_short_and_has_few_parameters(world: World) -> None:
    many = urlencode([(f"p{number}", "x") for number in range(40)])
    assert told(await send(world, "token", many)) == "invalid_request"
    long = urlencode([(f"p{number}", "x" * 2_000) for number in range(30)])
    answer = await send(world, "token", long)
    assert (answer.status_code, told(answer)) == (413, "invalid_request")
    assert told(await send(world, "token", b"grant_type=\xff\xfe")) == "invalid_request"
    assert told(await send(world, "token", b"")) == "invalid_request"


async def test_parameters_in_the_address_are_refused(world: World) -> None:
    made = await ready(world)
    for asked in made.requests():
        answer = await send(world, f"{asked.path}?{asked.body()}", asked.body())
        assert told(answer) == "invalid_request"


async def test_a_token_that_is_nested_without_end_is_no_token(world: World) -> None:
    made = await ready(world)
    deep = base64.urlsafe_b64encode(b'{"alg":"RS384","x":' + b"[" * 2_500).decode()
    deeper = base64.urlsafe_b64encode(b"[" * 5_000).decode()
    head = base64.urlsafe_b64encode(b'{"alg":"RS384","kid":"rs384"}').decode()
    for text in (f"{deep}.e30.x", f"{head}.{deeper}.x", f"{deeper}.e30.x"):
        form = {"client_assertion": text, "client_assertion_type": BY_JWT}
        asked = {"grant_type": "client_credentials", "scope": "groups:read", **form}
        assert told(await world.post("token", asked)) == "invalid_client"
        shown = await world.post("introspect", {"token": text}, made.app.basic)
        assert shown.json() == {"active": False}


@pytest.mark.parametrize("payload", ["[]", "1", '"x"', "null", "{", "\xff", "{}", '{"sub":7}'])
async def test_an_assertion_of_another_shape_proves_nothing(world: World, payload: str) -> None:
    for header in ({"alg": "RS384", "kid": "rs384"}, ["alg"], "alg", 7, None):
        parts = (json.dumps(header).encode(), payload.encode("latin-1"), b"x")
        text = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        answer = await world.by_key("groups:read", text.decode())
        assert told(answer) == "invalid_client"


def harmless(answer: httpx.Response) -> None:
    """Hold that an answer of the authorization endpoint leads nowhere but to the app."""
    assert answer.status_code in {200, 303, 400}, answer.text
    if answer.status_code == 303:
        assert answer.headers["location"].startswith(f"{REDIRECT}?error=")
        assert "\n" not in answer.headers["location"]
    else:
        assert "location" not in answer.headers


async def test_r2_whatever_is_wrong_at_the_authorization_endpoint_leads_nowhere_else(
    world: World,
) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
    good = {**asked_by(app), "nonce": "n", "prompt": "login", "max_age": "7", "organization": ""}
    odd, not_utf8 = cycle((*CONTROLS, *ODD)), cycle(NOT_UTF8)
    for name, value in good.items():
        rest = urlencode({key: kept for key, kept in good.items() if key != name})
        for wrong in (
            rest,
            f"{rest}&{name}={quote(value)}&{name}={quote(value)}",
            f"{rest}&{name}={quote(value)}&{name}=",
            f"{rest}&{name}=" + "x" * 3_000,
            *(f"{rest}&{name}={quote('a' + next(odd))}" for _ in range(8)),
            f"{rest}&{name}={next(not_utf8)}",
        ):
            harmless(await world.http.get(f"/oauth/authorize?{wrong}"))


async def test_a_repeated_parameter_is_told_to_the_app_unless_it_names_the_app(
    world: World,
) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
    good = asked_by(app)
    for name in good:
        answer = await world.http.get(
            f"/oauth/authorize?{urlencode(good)}&{urlencode({name: good[name]})}"
        )
        if name in {"client_id", "redirect_uri"}:
            assert answer.status_code == 400
        else:
            assert answer.headers["location"].startswith(f"{REDIRECT}?error=invalid_request")
            # A state that is said twice is none that could be told back.
            assert ("state=" in answer.headers["location"]) is (name != "state")
    assert world.begun == []


async def test_a_state_comes_back_as_it_was_sent(world: World) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
    for state in (*ODD, 'a"b\\c', "é" * 500, "javascript:alert(1)"):
        answer = await world.authorize(**asked_by(app, state=state, scope="links:read"))
        sent = httpx.URL(answer.headers["location"]).params["state"]
        assert sent == state


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("max_age", "-1", "invalid_request"),
        ("max_age", "1.5", "invalid_request"),
        ("max_age", "٣", "invalid_request"),
        ("max_age", "9" * 400, "invalid_request"),
        ("prompt", "none login", "invalid_request"),
        ("prompt", "unknown", "invalid_request"),
        ("organization", "org_x", "invalid_request"),
        ("organization", "grp_" + "0" * 32, "invalid_request"),
        ("scope", "openid  me:read", "invalid_scope"),
        ("scope", "openid unknown", "invalid_scope"),
        ("scope", "OPENID", "invalid_scope"),
        ("resource", "x", "invalid_target"),
        ("response_mode", "fragment", "invalid_request"),
    ],
)
async def test_a_value_that_means_nothing_is_told_to_the_app(
    world: World, name: str, value: str, error: str
) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
    answer = await world.authorize(**asked_by(app, **{name: value}))
    assert answer.headers["location"].startswith(f"{REDIRECT}?error={error}&")


async def test_a_parameter_that_nobody_knows_is_ignored(world: World) -> None:
    app = await world.client(ClientKind.PUBLIC_APP, *SIGN_IN)
    await world.asks(app, utm_source="newsletter", login_hint="heron", ui_locales="de")
    code = await world.code(app, await world.person(), display="popup")
    assert (await world.redeem(app, code, utm_source="newsletter")).status_code == 200


async def fuzz(world: World, count: int, seed: int) -> None:
    """Send mutated requests: none is a failure of ours, and none leads anywhere else."""
    print(f"seed {seed}")  # noqa: T201 - pytest shows it where a test fails
    chance = random.Random(seed)
    made = await ready(world)
    limit = asyncio.Semaphore(AT_ONCE)

    async def one(path: str, body: str, headers: Mapping[str, bytes]) -> None:
        async with limit:
            if path == "authorize":
                harmless(await world.http.get(f"/oauth/authorize?{body[:9_000]}"))
                return
            answer = await send(world, path, body.encode("latin-1", "replace"), headers)
            assert answer.status_code < 500, answer.text
            assert "location" not in answer.headers
            assert answer.headers["content-type"] == "application/json"
            assert answer.status_code == 200 or "error" in answer.json()

    await asyncio.gather(*(one(*each) for each in mutated(made, count, chance)))


def mutated(
    made: Ready, count: int, chance: random.Random
) -> Iterator[tuple[str, str, Mapping[str, bytes]]]:
    authorize = Asked("authorize", asked_by(made.app))
    for _ in range(count):
        asked = chance.choice([*made.requests(), authorize, authorize])
        body = asked.body()
        for _ in range(chance.randint(1, 4)):
            body = chance.choice(MUTATIONS)(body, chance)
        headers = dict[str, bytes]()
        if chance.random() < 0.2:
            headers["authorization"] = b"Basic " + base64.b64encode(chance.randbytes(20))
        yield asked.path, body, headers


def _cut(body: str, chance: random.Random) -> str:
    at = chance.randrange(len(body) or 1)
    return body[:at] + body[at + chance.randint(1, 8) :]


def _insert(body: str, chance: random.Random) -> str:
    at = chance.randrange(len(body) or 1)
    added = chance.choice([*NOT_UTF8, *(quote(each) for each in (*CONTROLS, *ODD)), "&", "=", ";"])
    return body[:at] + added + body[at:]


def _twice(body: str, chance: random.Random) -> str:
    return f"{body}&{chance.choice(body.split('&'))}"


def _shuffled(body: str, chance: random.Random) -> str:
    parts = body.split("&")
    chance.shuffle(parts)
    return "&".join(parts)


def _swapped(body: str, chance: random.Random) -> str:
    parts = body.split("&")
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    value = parts[other].partition("=")[2]
    parts[one] = parts[one].partition("=")[0] + "=" + value
    return "&".join(parts)


def _long(body: str, chance: random.Random) -> str:
    return body + chance.choice("aA0%_") * chance.choice([300, 2_100, 8_300])


def _byte(body: str, chance: random.Random) -> str:
    at = chance.randrange(len(body) or 1)
    return body[:at] + chr(chance.randrange(33, 127)) + body[at + 1 :]


MUTATIONS = (_cut, _insert, _twice, _shuffled, _swapped, _long, _byte)


@pytest.mark.parametrize("seed", [FIXED_SEED, random.randrange(10**9)], ids=["fixed", "random"])
async def test_300_mutated_requests_are_all_answered(world: World, seed: int) -> None:
    await fuzz(world, 150, seed)


@pytest.mark.full
async def test_5000_mutated_requests_are_all_answered(world: World) -> None:
    await fuzz(world, 5_000, random.randrange(10**9))
