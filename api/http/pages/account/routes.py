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


def account_routes(services: Callable[[], AuthServices]) -> list[Route]:
    """Return the routes of all pages in this folder; none of them may carry CORS headers."""

    def page(path: str, shows: Shows, *methods: str) -> Route:
        answer = Guarded(AccountPage(services, shows).__call__)
        return Route(path, answer.__call__, methods=list(methods))

    def step(path: str, taken: Step) -> Route:
        answer = Guarded(Ceremony(services, taken).__call__)
        return Route(path, answer.__call__, methods=["POST"])

    return [
        page("/sign-in", signing_in.sign_in, *BOTH),
        step("/sign-in/passkey", ceremonies.ask_to_sign_in),
        step("/sign-in/passkey/{id}", ceremonies.sign_in),
        page("/sign-out", signing_in.sign_out, *BOTH),
        page("/sign-up", signing_up.sign_up, *BOTH),
        page("/sign-up/sent", signing_up.sent, "GET"),
        page("/sign-up/{id}", signing_up.choose, *BOTH),
        step("/sign-up/{id}/passkey", ceremonies.ask_to_sign_up),
        step("/sign-up/{begun}/passkey/{id}", ceremonies.sign_up),
        page("/recover", recovering.recover, *BOTH),
        page("/recover/sent", signing_up.sent, "GET"),
        page("/recover/words", recovering.by_words, "POST"),
        page("/recover/link", recovering.by_link, *BOTH),
        page("/recover/password/{id}", recovering.choose_password, *BOTH),
        page("/consent/{id}", consenting.consenting, *BOTH),
        page("/account", home.home, "GET"),
        page("/account/password", changing.change_password, "POST"),
        page("/account/words", changing.words, *BOTH),
        page("/account/passkeys/remove", changing.remove_passkey, "POST"),
        page("/account/sessions/end", changing.end, "POST"),
        page("/account/everywhere", changing.end_everything, "POST"),
        page("/account/apps/withdraw", changing.withdraw, "POST"),
        step("/account/passkey", ceremonies.ask_to_add),
        step("/account/passkey/{id}", ceremonies.add),
    ]
