"""Our own clients: the explorer in the browser, and ``peers login`` on a loopback port."""

from api.auth.config import AuthConfig
from api.domain.scopes import CLIENT_SCOPES
from api.domain.standing import ClientKind
from api.persistence.identity.clients import RegisteredClient

EXPLORER = "peers-explorer"
COMMAND_LINE = "peers-cli"
PAGES = "peers-pages"
"""Our own pages, for whoever is signed in: a name in the audit, and no client of OAuth."""
EXPLORER_PATH = "/explorer/signed-in"
LOOPBACK = ("http://127.0.0.1/callback", "http://[::1]/callback")
"""Where ``peers login`` waits, at whichever port is free (RFC 8252, section 7.3)."""


def first_party(config: AuthConfig, public_id: str) -> RegisteredClient | None:
    """Return the client of ours that has this ``client_id``."""
    if public_id == EXPLORER:
        return _ours(public_id, "Peers explorer", (config.issuer + EXPLORER_PATH,))
    if public_id == COMMAND_LINE:
        return _ours(public_id, "Peers on the command line", LOOPBACK)
    return None


def _ours(public_id: str, name: str, redirect_uris: tuple[str, ...]) -> RegisteredClient:
    return RegisteredClient(
        public_id=public_id,
        kind=ClientKind.FIRST_PARTY,
        name=name,
        scopes=CLIENT_SCOPES[ClientKind.FIRST_PARTY],
        redirect_uris=redirect_uris,
    )
