"""The addresses for signing in, for consent, and for one's own account."""

from collections.abc import Callable

from starlette.routing import Route

from api.auth.services import AuthServices
from api.http.pages.account import (
    ceremonies,
    changing,
    consenting,
    home,
    recovering,
    signing_in,
    signing_up,
)
from api.http.pages.account.answers import AccountPage
from api.http.pages.account.ceremonies import Ceremony, Step
from api.http.pages.account.visiting import Shows
from api.http.pages.serving import Guarded

BOTH = ("GET", "POST")

type Services = Callable[[], AuthServices]


def account_routes(services: Services) -> list[Route]:
    """Return the routes of all pages in this folder; none of them may carry CORS headers."""
    return [*_to_get_in(services), *_of_ones_own(services)]


def _to_get_in(services: Services) -> list[Route]:
    return [
        _page(services, "/sign-in", signing_in.sign_in, *BOTH),
        _step(services, "/sign-in/passkey", ceremonies.ask_to_sign_in),
        _step(services, "/sign-in/passkey/{id}", ceremonies.sign_in),
        _page(services, "/sign-out", signing_in.sign_out, *BOTH),
        _page(services, "/sign-up", signing_up.sign_up, *BOTH),
        _page(services, "/sign-up/sent", signing_up.sent, "GET"),
        _page(services, "/sign-up/{id}", signing_up.choose, *BOTH),
        _step(services, "/sign-up/{id}/passkey", ceremonies.ask_to_sign_up),
        _step(services, "/sign-up/{begun}/passkey/{id}", ceremonies.sign_up),
        _page(services, "/recover", recovering.recover, *BOTH),
        _page(services, "/recover/sent", signing_up.sent, "GET"),
        _page(services, "/recover/words", recovering.by_words, "POST"),
        _page(services, "/recover/link", recovering.by_link, *BOTH),
        _page(services, "/recover/password/{id}", recovering.choose_password, *BOTH),
        _page(services, "/consent/{id}", consenting.consenting, *BOTH),
    ]


def _of_ones_own(services: Services) -> list[Route]:
    return [
        _page(services, "/account", home.home, "GET"),
        _page(services, "/account/password", changing.change_password, "POST"),
        _page(services, "/account/words", changing.words, *BOTH),
        _page(services, "/account/passkeys/remove", changing.remove_passkey, "POST"),
        _page(services, "/account/sessions/end", changing.end, "POST"),
        _page(services, "/account/everywhere", changing.end_everything, "POST"),
        _page(services, "/account/apps/withdraw", changing.withdraw, "POST"),
        _step(services, "/account/passkey", ceremonies.ask_to_add),
        _step(services, "/account/passkey/{id}", ceremonies.add),
    ]


def _page(services: Services, path: str, shows: Shows, *methods: str) -> Route:
    answer = Guarded(AccountPage(services, shows).__call__)
    return Route(path, answer.__call__, methods=list(methods))


def _step(services: Services, path: str, taken: Step) -> Route:
    answer = Guarded(Ceremony(services, taken).__call__)
    return Route(path, answer.__call__, methods=["POST"])
