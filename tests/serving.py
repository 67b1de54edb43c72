"""A real server on a real port."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count

import httpx
import uvicorn
from starlette.applications import Starlette

TICK_SECONDS = 0.1
_TRUSTING_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Server(uvicorn.Server):
    """A server that ends as soon as it is told to, where uvicorn looks ten times in a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ending = asyncio.Event()

    async def main_loop(self) -> None:
        for tick in count():
            if self.ending.is_set() or await self.on_tick(tick):
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ending.wait(), TICK_SECONDS)


def http_to(address: str) -> httpx.AsyncClient:
    """Return who asks a server over plain http: reading whom to trust would take the longest."""
    return httpx.AsyncClient(base_url=address, timeout=30, verify=_TRUSTING_NOBODY)


@asynccontextmanager
async def serving(app: Starlette) -> AsyncGenerator[str]:
    """Serve an application on a free port, and give the address that it answers at."""
    async with serving_on(lambda _port: app) as port:
        yield f"http://127.0.0.1:{port}"


@asynccontextmanager
async def serving_on(make: Callable[[int], Starlette]) -> AsyncGenerator[int]:
    """Serve an application that has to know its port, and give the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        # A socket that does not name its protocol is answered 40 ms late: asyncio turns Nagle's
        # algorithm off for those that say that they are TCP, and for no others.
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        server = Server(uvicorn.Config(make(port), lifespan="on", log_level="error"))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells by nothing else
            await asyncio.sleep(0.01)
        try:
            yield port
        finally:
            server.ending.set()
            await task
