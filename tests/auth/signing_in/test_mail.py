"""Letters over a real connection, and errands beside a request."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from api.auth.courier import Courier
from api.auth.signing_in.throttle import network_of
from api.notices.mail import ConsoleSender, Letter, SmtpSender

LETTER = Letter("egret@peers.test", "A text, with a \u201cquote\u201d.\n")


@dataclass(slots=True)
class Server:
    """A mail server that takes one message at a time, as RFC 5321 says and no more."""

    port: int = 0
    heard: list[str] = field(default_factory=list[str])
    refuses: bool = False

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test\r\n")
        in_message = False
        while line := (await reader.readline()).decode():
            self.heard.append(line.rstrip())
            if in_message:
                in_message = line != ".\r\n"
                writer.write(b"" if in_message else b"250 ok\r\n")
            elif line.startswith("DATA"):
                in_message = True
                writer.write(b"354 go on\r\n")
            elif line.startswith("RCPT") and self.refuses:
                writer.write(b"550 no such egret@peers.test\r\n")
            else:
                writer.write(b"221 bye\r\n" if line.startswith("QUIT") else b"250 ok\r\n")
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    listening = await asyncio.start_server(made.talk, "127.0.0.1", 0)
    made.port = listening.sockets[0].getsockname()[1]
    yield made
    listening.close()


def sender(server: Server) -> SmtpSender:
    return SmtpSender("site@peers.test", "127.0.0.1", server.port, plain=True)


async def test_a_letter_goes_out_by_smtp(server: Server) -> None:
    await sender(server).send(LETTER)
    assert "MAIL FROM:<site@peers.test>" in " ".join(server.heard)
    assert "RCPT TO:<egret@peers.test>" in " ".join(server.heard)
    assert "Subject: Your link" in server.heard
    assert "Auto-Submitted: auto-generated" in server.heard


async def test_a_letter_is_never_sent_in_the_clear_unless_told_so(server: Server) -> None:
    careful = SmtpSender("site@peers.test", "127.0.0.1", server.port)
    with pytest.raises(Exception, match="STARTTLS"):
        await careful.send(LETTER)
    assert "MAIL" not in " ".join(server.heard)


async def test_an_address_brings_no_header_of_its_own(server: Server) -> None:
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        await sender(server).send(Letter("a@peers.test\nBcc: b@peers.test", "x"))
    assert server.heard == []


async def test_what_goes_wrong_with_a_letter_is_logged_without_its_address(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    server.refuses = True
    courier = Courier(sender(server))
    courier.send_off(courier.sender.send(LETTER))
    await courier.all_done()
    said = "".join(capfd.readouterr())
    assert "errand failed" in said
    assert "egret" not in said


async def test_the_console_shows_a_letter_whole() -> None:
    written: list[str] = []
    await ConsoleSender(written.append).send(LETTER)
    (text,) = written
    assert LETTER.text in text
    assert LETTER.to in text


def test_a_letter_is_not_shown_by_mistake() -> None:
    assert "egret" not in repr(LETTER)
    assert "quote" not in repr(LETTER)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("not an address", "none"),
        (None, "none"),
    ],
)
def test_an_address_counts_as_its_network(address: str | None, network: str) -> None:
    assert network_of(address) == network
