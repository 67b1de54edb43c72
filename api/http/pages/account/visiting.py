"""A request of somebody who signs in, or has: which browser, which session, what was sent."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from api.auth.services import AuthServices
from api.auth.signing_in import sessions
from api.auth.signing_in.interacting import NotHeld
from api.auth.signing_in.sessions import Caller
from api.http.pages.account.browsers import label_of
from api.http.pages.account.cookies import Cookies, new_browser
from api.http.pages.account.forgery import check_token, token_for
from api.http.pages.forms import Form
from api.persistence.identity.sessions import Session
from api.persistence.told_once import digest

type Shows = Callable[["Visit"], Awaitable[Response]]


class SignInFirst(Exception):
    """A page that is a signed-in person's own."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request; ``browser`` is the secret in its cookie, and ``is_new`` if it had none."""

    request: Request
    services: AuthServices
    cookies: Cookies
    browser: str = field(repr=False)
    is_new: bool
    session: Session | None
    now: datetime
    form: Form = field(default_factory=lambda: Form({}), repr=False)

    @property
    def by_post(self) -> bool:
        return self.request.method == "POST"

    @property
    def caller(self) -> Caller:
        client = self.request.client
        return Caller(
            address=client.host if client else None,
            browser=digest(self.browser),
            label=label_of(self.request.headers.get("user-agent")),
            session=self.session,
        )

    def signed_in(self) -> Session:
        """Return the session; raises SignInFirst without one."""
        if self.session is None:
            raise SignInFirst
        return self.session

    def token(self, *about: object) -> str:
        """Return the token for a form of this browser, this session and what it is about."""
        return token_for(self.browser, *self._about(about))

    def check(self, given: object, *about: object) -> None:
        """Raise RequestRefused 403 unless this is the token of that form."""
        check_token(given, self.browser, *self._about(about))

    def typed(self, name: str) -> str:
        """Return a field as it was typed, spaces at its ends included."""
        return (self.form.fields.get(name) or ("",))[-1]

    def path_id(self) -> UUID:
        """Return the id in the address; raises NotHeld for what is none."""
        return uuid_of(self.request.path_params["id"])

    def _about(self, about: tuple[object, ...]) -> tuple[str, ...]:
        session = str(self.session.id) if self.session else "nobody"
        return (*(str(each) for each in about), session)


async def visited(services: AuthServices, request: Request, form: Form | None = None) -> Visit:
    """Return the visit that a request is, with its session if that holds."""
    cookies, now = Cookies.of(services.config), datetime.now(UTC)
    known = cookies.browser_of(request)
    cookie = request.cookies.get(cookies.session)
    return Visit(
        request=request,
        services=services,
        cookies=cookies,
        browser=known or new_browser(),
        is_new=known is None,
        session=await sessions.find(services.identity, cookie, now),
        now=now,
        form=form or Form({}),
    )


def uuid_of(text: str) -> UUID:
    """Return an id that an address or a form names; raises NotHeld for what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotHeld from None
