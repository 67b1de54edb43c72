"""The pages for signing up: first who, then with what."""

from starlette.responses import Response

from api.auth.signing_in import signing_up
from api.auth.signing_in.interacting import look_at
from api.domain.errors import Refusal
from api.http.pages.account.answers import (
    SCRIPTED,
    Problems,
    opened,
    see_other,
    shown,
    told,
)
from api.http.pages.account.visiting import Visit
from api.persistence.identity.interactions import Purpose

WORDS = "/account/words"


async def sign_up(visit: Visit) -> Response:
    """Ask for an e-mail address or a name; by POST, go on with it."""
    if not visit.by_post:
        return _page(visit)
    visit.check(visit.form.one("token"), "sign-up")
    try:
        begun = await signing_up.begin_sign_up(visit.services, visit.typed("handle"), visit.caller)
    except Refusal as refusal:
        return _page(visit, told(refusal))
    return see_other("/sign-up/sent" if begun is None else f"/sign-up/{begun}")


def _page(visit: Visit, problems: Problems | None = None) -> Response:
    return shown("account_sign_up.html", {"token": visit.token("sign-up")}, problems=problems)


async def sent(_visit: Visit) -> Response:
    """Say that a letter is on its way, which is all that anybody is told."""
    return shown("account_sent.html", {})


async def choose(visit: Visit) -> Response:
    """Ask for a password or a passkey for a new name; by POST, begin with the password."""
    begun = visit.path_id()
    await look_at(visit.services.identity, visit.caller, Purpose.SIGN_UP, begun)
    if not visit.by_post:
        return _choose_page(visit)
    visit.check(visit.form.one("token"), "sign-up", begun)
    try:
        session = await signing_up.finish_with_password(
            visit.services, visit.caller, begun, visit.typed("new")
        )
    except Refusal as refusal:
        return _choose_page(visit, told(refusal))
    return opened(visit, session, WORDS)


def _choose_page(visit: Visit, problems: Problems | None = None) -> Response:
    begun = visit.path_id()
    context = {"token": visit.token("sign-up", begun), "begun": begun}
    return shown("account_sign_up_with.html", context, problems=problems, policy=SCRIPTED)
