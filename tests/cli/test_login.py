"""`peers login`, `peers token` and `peers logout`, short of a browser: see tests/browser."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.cli.loopback import Loopback
from api.cli.sign_in_file import SignIn, SignInFile, own_file
from tests.cli.conftest import Peers, in_this_process
from tests.serving import serving

KEPT = SignIn(
    issuer="http://localhost:1",
    token_endpoint="http://localhost:1/oauth/token",  # noqa: S106 - an address
    revocation_endpoint="http://localhost:1/oauth/revoke",
    access_token="canary-access",  # noqa: S106 - of nobody
    expires_at=0,
    refresh_token="canary-refresh",  # noqa: S106 - of nobody
    scope="me:read",
)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SignInFile:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return own_file()


@pytest.fixture
def peers(own: SignInFile, capsys: pytest.CaptureFixture[str]) -> Peers:
    return in_this_process(capsys)


@pytest.fixture
async def impostor() -> AsyncIterator[str]:
    """A server that answers in the name of another."""

    async def metadata(_request: Request) -> Response:
        there = "https://peers.example"
        return JSONResponse(
            {
                "issuer": there,
                "authorization_endpoint": f"{there}/oauth/authorize",
                "token_endpoint": f"{there}/oauth/token",
                "revocation_endpoint": f"{there}/oauth/revoke",
            }
        )

    route = Route("/.well-known/oauth-authorization-server", metadata)
    async with serving(Starlette(routes=[route])) as address:
        yield address


def keep(own: SignInFile, kept: SignIn = KEPT) -> None:
    with own.held():
        own.write(kept)


async def test_without_a_sign_in_there_is_no_token_and_nothing_to_end(peers: Peers) -> None:
    for command in ("token", "logout"):
        (await peers(command)).refused("not signed in", "peers login")


async def test_what_is_kept_can_be_read_by_its_owner_alone(own: SignInFile, peers: Peers) -> None:
    keep(own)
    assert {path.stat().st_mode & 0o777 for path in own.path.parent.iterdir()} == {0o600}
    assert own.path.parent.stat().st_mode & 0o777 == 0o700
    own.path.chmod(0o640)
    ended = await peers("token")
    ended.refused("other users", "Delete it")
    assert "canary" not in ended.err + ended.out
    own.path.chmod(0o600)
    own.path.write_text("canary")
    ended = await peers("token")
    ended.refused("damaged")
    assert "canary" not in ended.err + ended.out


async def test_a_server_that_cannot_be_reached_is_said_and_the_sign_in_stays(
    own: SignInFile, peers: Peers
) -> None:
    keep(own)
    (await peers("token")).refused("cannot be reached", "--url")
    assert own.read() == KEPT


async def test_signing_out_without_the_server_deletes_the_tokens_and_says_what_is_left(
    own: SignInFile, peers: Peers
) -> None:
    keep(own)
    (await peers("logout")).refused("deleted here", "http://localhost:1/account")
    assert own.read() is None


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://peers.example", "https"),
        ("ftp://localhost", "https"),
        ("peers.example", "https"),
        ("https://[canary", "cannot be reached"),
        ("http://localhost:1", "cannot be reached"),
    ],
)
async def test_an_address_that_cannot_be_signed_in_at_is_refused(
    own: SignInFile, peers: Peers, url: str, why: str
) -> None:
    (await peers("login", "--url", url, "--no-browser")).refused(why, "--url")
    assert own.read() is None


async def test_a_server_that_answers_for_another_is_not_believed(
    own: SignInFile, peers: Peers, impostor: str
) -> None:
    ended = await peers("login", "--url", impostor, "--no-browser")
    ended.refused("another address", "--url https://peers.example")
    ended = await peers("login", "--url", f"{impostor}/nothing", "--no-browser")
    ended.refused("no authorization server")
    assert own.read() is None


async def test_an_organisation_that_is_none_and_a_scope_that_is_none_are_refused(
    peers: Peers,
) -> None:
    (await peers("login", "--organisation", "canary")).refused("not an id")
    unknown = await peers("login", "--scope", "canary:read")
    assert unknown.status == 2


async def test_the_loopback_port_waits_for_the_answer_that_knows_the_state() -> None:
    loopback = Loopback("right")
    with loopback.listening():
        waiting = asyncio.create_task(asyncio.to_thread(loopback.wait, 30))
        there = loopback.redirect_uri
        async with httpx.AsyncClient() as http:
            for wrong in (
                "?state=wrong&code=x",
                "?code=x",
                "?state=right&state=right&code=x",
                "/other?state=right&code=x",
                "?state=right%00&code=x",
            ):
                answer = await http.get(f"{there}{wrong}")
                assert answer.status_code == 404
            posted = await http.post(f"{there}?state=right&code=x")
            assert posted.status_code == 501
            assert not waiting.done()
            answer = await http.get(f"{there}?state=right&code=canary&iss=here")
        assert await waiting == {"state": "right", "code": "canary", "iss": "here"}
    assert answer.status_code == 200
    assert "canary" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert there.startswith("http://127.0.0.1:")


async def test_nobody_who_comes_ends_the_waiting() -> None:
    loopback = Loopback("right")
    with loopback.listening():
        assert await asyncio.to_thread(loopback.wait, 0.3) is None
