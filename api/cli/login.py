"""`peers login`, `peers token`, `peers logout`: your own account from the command line."""

import time
import webbrowser
from secrets import token_urlsafe
from typing import Annotated

import typer

from api.cli import oauth_client
from api.cli.loopback import Loopback
from api.cli.oauth_client import SignInEnded, discover
from api.cli.options import err, out
from api.cli.sign_in_file import LOG_IN_AGAIN, SignIn, SignInFile, own_file
from api.domain.ids import Code, decode
from api.domain.scopes import Scope
from api.persistence.faults import Fault

WAIT_SECONDS = 300
FRESH_SECONDS = 60
"""For how long a token that is handed out is good at the least."""
USUAL = (
    Scope.ME_READ,
    Scope.GROUPS_READ,
    Scope.MEETINGS_READ,
    Scope.ORGANISATIONS_READ,
    Scope.PARTNERSHIPS_READ,
)

Url = Annotated[str, typer.Option(help="The address of the service.")]
Scopes = Annotated[
    list[Scope] | None,
    typer.Option(
        "--scope",
        help="What to be allowed; repeat it for more. Reading, if left out. You see it again, "
        "and can take some of it away, before you allow it.",
        show_choices=False,
        metavar="SCOPE",
    ),
]
Organisation = Annotated[
    str | None,
    typer.Option(help="The id (org_…) of the organisation to act for; asked if left out."),
]


def login(
    url: Url = "http://localhost:8000",
    organisation: Organisation = None,
    scope: Scopes = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address instead of opening it.")
    ] = False,
) -> None:
    """Sign in with your browser, for the commands `peers token` and `peers logout`.

    The password stays between the browser and the service. `peers token` prints a token then:

        curl -H "Authorization: Bearer $(peers token)" …
    """
    asked = {"scope": " ".join([*(scope or USUAL), Scope.OFFLINE_ACCESS])}
    if organisation is not None:
        decode(organisation, expected=Code.ORGANISATION)
        asked["organization"] = organisation
    signed_in = _signed_in(url, asked, open_browser=not no_browser)
    kept = own_file()
    with kept.held():
        _forget(kept)
        kept.write(signed_in)
    err.print(f"You are signed in to {signed_in.issuer}", soft_wrap=True, highlight=False)
    err.print(f"Allowed: {signed_in.scope}", soft_wrap=True, highlight=False)


def token() -> None:
    """Print an access token that is good for a minute at the least, and for ten at the most."""
    kept = own_file()
    with kept.held():
        known = _known(kept)
        if known.expires_at < time.time() + FRESH_SECONDS:
            try:
                known = oauth_client.refresh(known)
            except SignInEnded:
                kept.delete()
                raise
            kept.write(known)
    typer.echo(known.access_token)


def logout() -> None:
    """End the sign-in, here and on the server."""
    kept = own_file()
    with kept.held():
        known = _known(kept)
        kept.delete()
        try:
            oauth_client.revoke(known)
        except Fault as fault:
            raise Fault(
                f"{fault.what} The tokens are deleted here, but not ended there.",
                f"End the sign-in at {known.issuer}/account",
            ) from None
    out.print("You are signed out.")


def _signed_in(url: str, asked: dict[str, str], *, open_browser: bool) -> SignIn:
    metadata = discover(url)
    state, verifier = token_urlsafe(32), token_urlsafe(48)
    loopback = Loopback(state)
    with loopback.listening():
        there = {**asked, "state": state, "redirect_uri": loopback.redirect_uri}
        address = oauth_client.address(metadata, there, verifier)
        if not open_browser or not webbrowser.open(address):
            err.print("Open this address in a browser on this machine:")
            err.print(address, soft_wrap=True, highlight=False, markup=False)
        with err.status("Waiting for you to sign in there; Ctrl-C gives up"):
            answer = loopback.wait(WAIT_SECONDS)
        if answer is None:
            raise Fault("Nobody has signed in within five minutes.", LOG_IN_AGAIN)
        code = oauth_client.code_of(metadata, answer)
        return oauth_client.redeem(metadata, code, loopback.redirect_uri, verifier)


def _known(kept: SignInFile) -> SignIn:
    known = kept.read()
    if known is None:
        raise Fault("You are not signed in.", LOG_IN_AGAIN)
    return known


def _forget(kept: SignInFile) -> None:
    """End the sign-in that is about to be replaced, if its server can be reached."""
    try:
        known = kept.read()
        if known is not None:
            oauth_client.revoke(known)
    except Fault:
        err.print("The sign-in before this could not be ended; your account page lists it.")
