"""The addresses for keeping groups true by a link."""

from collections.abc import Callable

from starlette.routing import Route

from api.auth.services import AuthServices
from api.http.pages.account.answers import AccountPage
from api.http.pages.account.visiting import Shows
from api.http.pages.serving import Guarded
from api.http.pages.upkeep.pages import UpkeepPages
from api.persistence.upkeep.keeping import Keeping


def upkeep_routes(
    services: Callable[[], AuthServices], keeping: Callable[[], Keeping]
) -> list[Route]:
    """Return the routes; the secret of a link stands in no address, and so in no log."""
    pages = UpkeepPages(keeping)

    def page(path: str, shows: Shows, *methods: str) -> Route:
        answer = Guarded(AccountPage(services, shows).__call__)
        return Route(path, answer.__call__, methods=list(methods))

    return [
        page("/upkeep", pages.open, "GET", "POST"),
        page("/upkeep/keep", pages.keep, "POST"),
        page("/upkeep/no-more", pages.no_more, "POST"),
        page("/upkeep/again", pages.again, "POST"),
    ]
