"""A real server on a real port."""

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette


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
        server = uvicorn.Server(uvicorn.Config(make(port), lifespan="on", log_level="error"))
        task = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells by nothing else
            await asyncio.sleep(0.01)
        try:
            yield port
        finally:
            server.should_exit = True
            await task
