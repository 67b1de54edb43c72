"""A real server of https on this machine, and a fetcher that may go there."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.fetching import Fetcher

HOST = "keys.test"


@dataclass(slots=True)
class Publisher:
    """Answers whatever it is told to, and counts how often it was asked."""

    body: bytes = b'{"keys":[]}'
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    wait: float = 0
    asked: list[str] = field(default_factory=list[str])
    port: int = 0
    certificate: Path = Path()

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}/keys?a=b"

    async def answer(self, request: Request) -> Response:
        self.asked.append(f"{request.headers['host']} {request.url.path}?{request.url.query}")
        await asyncio.sleep(self.wait)
        return Response(self.body, self.status, headers=dict(self.headers))

    def fetcher(self, *addresses: str, seconds: float = 3.0) -> Fetcher:
        """A fetcher that believes this server, and finds it at addresses it may go to."""

        async def resolve(_host: str, _port: int) -> list[str]:
            return list(addresses or ("127.0.0.1",))

        tls = ssl.create_default_context(cafile=self.certificate)
        return Fetcher(lambda _address: True, resolve, tls, seconds)


@asynccontextmanager
async def publishing(folder: Path, host: str = HOST) -> AsyncGenerator[Publisher]:
    """Run a server with a certificate of its own for a host."""
    certificate, key = _certified(folder, host)
    publisher = Publisher(certificate=certificate)
    app = Starlette(routes=[Route("/{path:path}", publisher.answer)])
    with socket.create_server(("127.0.0.1", 0)) as listening:
        publisher.port = listening.getsockname()[1]
        config = uvicorn.Config(
            app, log_level="error", ssl_certfile=certificate, ssl_keyfile=key, lifespan="off"
        )
        server = uvicorn.Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells by nothing else
            await asyncio.sleep(0.01)
        try:
            yield publisher
        finally:
            server.should_exit = True
            await task


def _certified(folder: Path, host: str) -> tuple[Path, Path]:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private
