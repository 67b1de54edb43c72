"""How often anybody may try: by account and by network, alike whether the account exists.

Nothing is locked: who waits may go on, and a passkey is never slowed down by what others try
with the account's password.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from api.persistence.identity import throttles
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.store import IdentityStore
from api.persistence.identity.throttles import Rate

_PREFIXES = {4: 24, 6: 64}


class Throttled(Exception):
    """Too many tries; ``seconds`` says after how many another one is heard."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("Too many tries.")
        self.seconds = max(1, int(wait.total_seconds()) + 1)


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be tried of one kind, for each account and for each network."""

    name: str
    account: Rate
    network: Rate


PASSWORD = Limit(
    "password",
    # So that in no quarter of an hour more than five passwords are tried with an account.
    account=Rate(5, timedelta(minutes=15)),
    network=Rate(60, timedelta(seconds=10)),
)
MESSAGE = Limit(
    "message",
    account=Rate(3, timedelta(minutes=20)),
    network=Rate(20, timedelta(minutes=1)),
)
RECOVERY = Limit(
    "recovery",
    account=Rate(5, timedelta(minutes=15)),
    network=Rate(20, timedelta(minutes=1)),
)
SIGN_UP = Limit(
    "sign up",
    account=Rate(5, timedelta(minutes=15)),
    network=Rate(30, timedelta(minutes=1)),
)
INTERACTION = Limit(
    "interaction",
    account=Rate(60, timedelta(seconds=10)),
    network=Rate(120, timedelta(seconds=2)),
)


async def spend(
    identity: IdentityStore, limit: Limit, *, address: str | None, account: str | None = None
) -> None:
    """Note a try before anything is looked up or computed; raises Throttled.

    ``address`` is the network address of the caller, ``account`` what they say who they are.
    It is committed at once, so that tries at the same time are counted one after the other.
    """
    keys = [(_key(identity, limit, "network", network_of(address)), limit.network)]
    if account is not None:
        keys.append((_key(identity, limit, "account", account), limit.account))
    now = datetime.now(UTC)

    def act(connection: IdentityConnection) -> timedelta | None:
        for key, rate in keys:
            wait = throttles.spend(connection, key, rate, now)
            if wait is not None:
                return wait
        return None

    wait = await identity.run(act)
    if wait is not None:
        raise Throttled(wait)


def forgive(
    connection: IdentityConnection, identity: IdentityStore, limit: Limit, account: str
) -> None:
    """Forget what was tried with an account, once its person has signed in."""
    throttles.forgive(connection, _key(identity, limit, "account", account))


def network_of(address: str | None) -> str:
    """Return the network that an address counts as: its /24 (IPv4) or /64 (IPv6)."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return "none"
    known = getattr(known, "ipv4_mapped", None) or known
    return str(ip_network(f"{known}/{_PREFIXES[known.version]}", strict=False))


def _key(identity: IdentityStore, limit: Limit, kind: str, value: str) -> bytes:
    """Return the key of a row: nobody reads an address or an account out of it."""
    return identity.keys.blind(f"throttle|{limit.name}|{kind}|{value}")
