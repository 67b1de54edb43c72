"""A feed from a file or an address, over a real connection."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from api.feeds.errors import FeedNotReadable
from api.feeds.meeting_guide import read_feed
from api.feeds.meeting_guide.reading import LONGEST_BYTES


class Handler(BaseHTTPRequestHandler):
    """Answers a path ``/redirects/N`` with N redirects, and the others by their names."""

    def do_GET(self) -> None:
        kind, _, rest = self.path.partition("?")[0].strip("/").partition("/")
        if kind == "redirects" and rest != "0":
            self.send_response(302)
            self.send_header("Location", f"/redirects/{int(rest) - 1}")
            self.end_headers()
        elif kind == "missing":
            self.send_error(404)
        elif kind == "large":
            self.send_response(200)
            self.send_header("Content-Length", str(LONGEST_BYTES + 1))
            self.end_headers()
        elif kind == "endless":
            self._endless()
        else:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'[{"slug": "a"}]')

    def _endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b" " * 1024 * 1024)
        except OSError:
            # The reader has hung up, as it should.
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the test says it."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def refusal(source: str) -> FeedNotReadable:
    with pytest.raises(FeedNotReadable) as caught:
        read_feed(source)
    assert caught.value.remedy
    # The cause would name the address, and whoever prints the error prints its cause.
    assert source not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


@pytest.mark.parametrize(
    "content",
    [b'[{"slug": "a"}]', b'{"meetings": [{"slug": "a"}]}', b'\xef\xbb\xbf[{"slug": "a"}]'],
)
def test_a_feed_is_a_list_or_has_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed.json"
    path.write_bytes(content)

    assert read_feed(str(path)) == [{"slug": "a"}]


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b'{"a": 1}', b'"text"', b"\xff\xfe", b"[NaN]", b"[" * 2000]
)
def test_a_file_that_is_no_feed_is_refused_with_a_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "feed.json"
    path.write_bytes(content)

    refusal(str(path))


def test_a_file_that_is_not_there_is_refused_with_a_remedy(tmp_path: Path) -> None:
    refusal(str(tmp_path / "absent.json"))
    refusal(str(tmp_path))
    refusal("a\0b")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    with path.open("wb") as file:
        file.truncate(LONGEST_BYTES + 1)

    assert "50 MiB" in refusal(str(path)).message


def test_a_feed_is_read_from_an_address(server: str) -> None:
    told: list[tuple[int, int | None]] = []
    rows = read_feed(f"{server}/feed", progress=lambda done, total: told.append((done, total)))

    assert rows == [{"slug": "a"}]
    assert told == [(15, None)]


def test_three_redirects_are_followed_and_no_more(server: str) -> None:
    assert read_feed(f"{server}/redirects/3") == [{"slug": "a"}]
    assert "redirects" in refusal(f"{server}/redirects/4").message


def test_an_answer_that_is_no_success_is_told_with_its_status(server: str) -> None:
    assert "404" in refusal(f"{server}/missing?key=secret").message


@pytest.mark.parametrize("kind", ["large", "endless"])
def test_an_answer_that_is_too_large_is_cut_off(server: str, kind: str) -> None:
    assert "50 MiB" in refusal(f"{server}/{kind}").message


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/feed", "http://", "https://[::1"])
def test_an_address_that_cannot_be_reached_is_refused_with_a_remedy(address: str) -> None:
    refusal(address)
