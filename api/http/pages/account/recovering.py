"""The pages for coming back without password or passkey."""

from uuid import UUID

from starlette.responses import Response

from api.auth.signing_in import recovery
from api.auth.signing_in.interacting import look_at
from api.auth.signing_in.recovery import NotRecovered
from api.domain.errors import InvalidInput, Refusal
from api.http.pages.account.answers import Problems, opened, see_other, shown, told
from api.http.pages.account.onward import onward, waiting
from api.http.pages.account.visiting import Visit
from api.persistence.identity.interactions import Purpose

NO_CODE: Problems = [
    ("code", "This code is used, too old, or incomplete. You can ask for another.")
]
NO_WORDS: Problems = [("words", "These are not the words of an account here.")]
NO_ADDRESS: Problems = [("handle", "Please type an e-mail address, or use your recovery words.")]


async def recover(visit: Visit) -> Response:
    """Ask for an address or for recovery words; by POST, have a letter sent to the address."""
    if not visit.by_post:
        return _page(visit)
    visit.check(visit.form.one("token"), "recover")
    typed = visit.typed("handle")
    if "@" not in typed:
        return _page(visit, NO_ADDRESS)
    try:
        await recovery.request_link(visit.services, typed, visit.caller)
    except InvalidInput as refusal:
        return _page(visit, told(refusal))
    return see_other("/recover/sent")


async def by_words(visit: Visit) -> Response:
    """Take recovery words, by POST alone."""
    visit.check(visit.form.one("token"), "recover")
    try:
        begun = await recovery.open_by_words(visit.services, visit.caller, visit.typed("words"))
    except NotRecovered:
        return _page(visit, NO_WORDS)
    return see_other(_password(begun))


async def by_link(visit: Visit) -> Response:
    """Ask for the code of a link, which a script takes from behind the ``#``; by POST, use it."""
    if not visit.by_post:
        return _link_page(visit)
    visit.check(visit.form.one("token"), "link")
    try:
        begun = await recovery.open_by_link(visit.services, visit.caller, visit.typed("code"))
    except NotRecovered:
        return _link_page(visit, NO_CODE)
    return see_other(_password(begun))


async def choose_password(visit: Visit) -> Response:
    """Ask for a new password; by POST, let the person in with it."""
    begun = visit.path_id()
    await look_at(visit.services.identity, visit.caller, Purpose.RECOVERY, begun)
    if not visit.by_post:
        return _password_page(visit)
    visit.check(visit.form.one("token"), "recover", begun)
    try:
        session = await recovery.choose_password(
            visit.services, visit.caller, begun, visit.typed("new")
        )
    except Refusal as refusal:
        return _password_page(visit, told(refusal))
    except NotRecovered:
        return see_other("/recover")
    return opened(visit, session, onward(await waiting(visit)))


def _page(visit: Visit, problems: Problems | None = None) -> Response:
    return shown("account_recover.html", {"token": visit.token("recover")}, problems=problems)


def _link_page(visit: Visit, problems: Problems | None = None) -> Response:
    return shown("account_link.html", {"token": visit.token("link")}, problems=problems)


def _password_page(visit: Visit, problems: Problems | None = None) -> Response:
    begun = visit.path_id()
    context = {"token": visit.token("recover", begun), "begun": begun}
    return shown("account_password.html", context, problems=problems)


def _password(begun: UUID) -> str:
    return f"/recover/password/{begun}"
