"""A loopback port that a browser is sent back to, once (RFC 8252, section 7.3)."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import BaseServer
from typing import Any, override
from urllib.parse import parse_qsl, urlsplit

PATH = "/callback"
LOOKS_EVERY_SECONDS = 0.2
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}
PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Peers</title>'
    "<h1>{heading}</h1><p>{words}</p>"
)


class _Handler(BaseHTTPRequestHandler):
    timeout = 5

    def __init__(self, loopback: "Loopback", *request: Any) -> None:  # noqa: ANN401 - as it comes
        self.loopback = loopback
        super().__init__(*request)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        sent = dict(pairs)
        # Any page may send a browser here; only the answer knows the state.
        if parts.path != PATH or len(sent) < len(pairs) or sent.get("state") != self.loopback.state:
            self._say(HTTPStatus.NOT_FOUND, "Nothing here", "Begin again with peers login.")
            return
        self.loopback.answer = sent
        if "error" in sent:
            self._say(HTTPStatus.OK, "You are not signed in", "The terminal says why.")
        else:
            self._say(HTTPStatus.OK, "Done", "Go on in the terminal. You can close this window.")

    def _say(self, status: HTTPStatus, heading: str, words: str) -> None:
        body = PAGE.format(heading=heading, words=words).encode()
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the address holds a code."""


class _Server(HTTPServer):
    timeout = LOOKS_EVERY_SECONDS

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that went away."""


@dataclass(slots=True)
class Loopback:
    """A port of this machine that waits for the answer with a certain ``state``."""

    state: str
    answer: dict[str, str] | None = field(default=None, repr=False)
    server: BaseServer = field(init=False)
    redirect_uri: str = field(init=False)

    @contextmanager
    def listening(self) -> Generator[None]:
        """Hold a free port; ``redirect_uri`` is its address."""

        def handler(*request: Any) -> _Handler:  # noqa: ANN401 - as it comes
            return _Handler(self, *request)

        with _Server(("127.0.0.1", 0), handler) as self.server:
            self.redirect_uri = f"http://127.0.0.1:{self.server.server_address[1]}{PATH}"
            yield

    def wait(self, seconds: float) -> dict[str, str] | None:
        """Return the parameters of the answer, None if none has come in time."""
        until = time.monotonic() + seconds
        while self.answer is None and time.monotonic() < until:
            self.server.handle_request()
        return self.answer
