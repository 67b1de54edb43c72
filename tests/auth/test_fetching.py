"""Fetching what somebody else wrote an address of, from a real server of https."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from api.fetching import BYTES, Fetcher, NotFetched, is_public, resolved
from tests.auth.https import HOST, Publisher, publishing


@pytest.fixture
async def publisher(tmp_path: Path) -> AsyncIterator[Publisher]:
    async with publishing(tmp_path) as running:
        yield running


async def test_what_a_server_says_over_https_is_fetched(publisher: Publisher) -> None:
    publisher.headers = {"cache-control": "max-age=5"}
    fetched = await publisher.fetcher().get(publisher.url)
    assert fetched.body == b'{"keys":[]}'
    assert fetched.headers["cache-control"] == "max-age=5"
    assert publisher.asked == [f"{HOST}:{publisher.port} /keys?a=b"]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),  # noqa: S104 - refused
        *("169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1", "203.0.113.7"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "2002:7f00:1::1"),
        *("64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "64:ff9b:1::1", "2001:0:7f00:1::"),
        *("2001:db8::1", "100::1", "5f00::1"),
    ],
)
def test_an_address_that_is_not_of_the_internet_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.215.14", "2606:4700:4700::1111"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "127.1", "0x7f.1", "2130706433"]
)
async def test_the_own_machine_is_not_asked_by_whatever_name(
    publisher: Publisher, host: str
) -> None:
    with pytest.raises(NotFetched):
        await Fetcher().get(f"https://{host}:{publisher.port}/keys")
    assert publisher.asked == []


async def test_a_name_with_one_private_address_is_not_asked_at_all(publisher: Publisher) -> None:
    loopback: Callable[[str], bool] = "127.0.0.1".__eq__
    fetcher = replace(publisher.fetcher("127.0.0.1", "10.0.0.1"), allows=loopback)
    with pytest.raises(NotFetched):
        await fetcher.get(publisher.url)
    assert publisher.asked == []


async def test_the_name_is_looked_up_once_and_the_connection_goes_where_it_led(
    publisher: Publisher,
) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]

    async def resolve(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    fetcher = replace(publisher.fetcher(), resolve=resolve)
    assert (await fetcher.get(publisher.url)).body
    assert answers == [["10.0.0.1"]]


@pytest.mark.parametrize(
    "url",
    [
        *("http://keys.test/", "ftp://keys.test/", "file:///etc/passwd", "//keys.test/", "keys"),
        *("https://", "https:///keys", "https://user@keys.test/", "https://a:b@keys.test/"),
        *("https://keys.test/#x", "https://keys.test:x/", "https://keys.test:99999/"),
        *("https://keys.test/ x", "https://keys.test/\n", "https://kéys.test/", "https://[::1/"),
        *("https://keys.test/" + "x" * 3_000, "javascript:alert(1)", "data:,x", ""),
    ],
)
async def test_only_a_plain_https_address_is_fetched(publisher: Publisher, url: str) -> None:
    with pytest.raises(NotFetched):
        await publisher.fetcher().get(url)
    assert publisher.asked == []


@pytest.mark.parametrize("status", [204, 301, 302, 307, 308, 401, 404, 500])
async def test_nothing_but_a_200_is_an_answer_and_no_redirect_is_followed(
    publisher: Publisher, status: int
) -> None:
    publisher.status, publisher.body = status, b""
    publisher.headers = {"location": publisher.url}
    with pytest.raises(NotFetched):
        await publisher.fetcher().get(publisher.url)
    assert len(publisher.asked) == 1


async def test_an_answer_that_is_too_long_is_none(publisher: Publisher) -> None:
    publisher.body = b"x" * BYTES
    assert len((await publisher.fetcher().get(publisher.url)).body) == BYTES
    publisher.body += b"x"
    with pytest.raises(NotFetched):
        await publisher.fetcher().get(publisher.url)


async def test_a_short_answer_cannot_become_a_long_one(publisher: Publisher) -> None:
    publisher.body = gzip.compress(b"x" * 50_000_000)
    publisher.headers = {"content-encoding": "gzip"}
    with pytest.raises(NotFetched):
        await publisher.fetcher().get(publisher.url)


async def test_a_server_that_takes_its_time_is_not_waited_for(publisher: Publisher) -> None:
    publisher.wait = 1
    async with asyncio.timeout(0.8):
        with pytest.raises(NotFetched):
            await publisher.fetcher(seconds=0.2).get(publisher.url)


async def test_a_name_that_takes_its_time_is_not_waited_for(publisher: Publisher) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        await asyncio.sleep(5)
        return ["127.0.0.1"]

    fetcher = replace(publisher.fetcher(seconds=0.2), resolve=resolve)
    async with asyncio.timeout(2):
        with pytest.raises(NotFetched):
            await fetcher.get(publisher.url)


async def test_a_certificate_is_for_the_name_that_was_asked(publisher: Publisher) -> None:
    with pytest.raises(NotFetched):
        await publisher.fetcher().get(f"https://other.test:{publisher.port}/keys")
    untrusting = replace(publisher.fetcher(), tls=ssl.create_default_context())
    with pytest.raises(NotFetched):
        await untrusting.get(publisher.url)
    assert publisher.asked == []


async def test_a_proxy_of_the_environment_is_not_used(
    publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await publisher.fetcher().get(publisher.url)).body


async def test_a_name_that_nobody_has_is_not_found(publisher: Publisher) -> None:
    fetcher = replace(publisher.fetcher(), resolve=resolved)
    with pytest.raises(NotFetched):
        await fetcher.get("https://nobody.invalid/keys")
