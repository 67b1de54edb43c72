"""A real server on a real port."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import override

import httpx
import uvicorn
from starlette.applications import Starlette

TICK_SECONDS = 0.1
PATIENCE = 20
"""For how many milliseconds whoever asked may take to be gone."""
_TRUSTING_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Server(uvicorn.Server):
    """A server that ends as soon as it is told to, where uvicorn looks ten times in a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ending = asyncio.Event()

    @override
    async def main_loop(self) -> None:
        for tick in count():
            if self.ending.is_set() or await self.on_tick(tick):
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ending.wait(), TICK_SECONDS)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End at once if nobody is connected any more, where uvicorn waits in any case."""
        state = self.server_state
        for _ in range(PATIENCE):
            if not state.connections and not state.tasks:
                break
            await asyncio.sleep(0.001)
        else:
            await super().shutdown(sockets)
            return
        for each in (*self.servers, *(sockets or ())):
            each.close()
        await self.lifespan.shutdown()


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
