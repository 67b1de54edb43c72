"""The addresses for bringing a spreadsheet in."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.routing import Route

from api.auth.services import AuthServices
from api.http.imports.taking import Taking
from api.http.pages.account.answers import AccountPage
from api.http.pages.asking import Asker
from api.http.pages.forms import Form
from api.http.pages.serving import Guarded, submitted
from api.http.pages.sheets.pages import HERE, SheetPages


def sheet_routes(services: Callable[[], AuthServices], taking: Taking) -> list[Route]:
    """Return the routes; none of them may carry CORS headers."""
    pages = SheetPages(Asker(taking.executor), taking)
    choose = AccountPage(services, pages.choose)
    send = AccountPage(services, pages.send, _unread)
    show = AccountPage(services, pages.show)
    decide = AccountPage(services, pages.decide, submitted)
    return [
        Route(HERE, Guarded(choose.__call__).__call__, methods=["GET"]),
        Route(HERE, Guarded(send.__call__).__call__, methods=["POST"]),
        Route(HERE + "/{id}", Guarded(show.__call__).__call__, methods=["GET"]),
        Route(HERE + "/{id}", Guarded(decide.__call__).__call__, methods=["POST"]),
    ]


async def _unread(_request: Request) -> Form:
    """Leave a file where it is until its sender is known."""
    return Form({})
