"""The pages for signing in and out."""

from starlette.responses import Response

from api.auth.signing_in import by_password
from api.auth.signing_in.by_password import NotSignedIn
from api.auth.signing_in.consent import Need
from api.http.pages.account.answers import SCRIPTED, Problems, opened, see_other, shown
from api.http.pages.account.errands import Errand, errand_of
from api.http.pages.account.onward import onward
from api.http.pages.account.visiting import Visit
from api.persistence.identity.sessions import end_session

WRONG: Problems = [
    ("handle", "This name or address and this password do not belong together."),
]


async def sign_in(visit: Visit) -> Response:
    """Ask who it is; by POST, begin a session with a password."""
    errand = await errand_of(visit, visit.form.one("interaction"))
    if not visit.by_post:
        return _page(visit, errand)
    visit.check(visit.form.one("token"), "sign-in")
    handle, password = visit.typed("handle"), visit.typed("password")
    try:
        session = await by_password.sign_in(visit.services, handle, password, visit.caller)
    except NotSignedIn:
        return _page(visit, errand, WRONG)
    return opened(visit, session, onward(errand.id if errand else None))


def _page(visit: Visit, errand: Errand | None, problems: Problems | None = None) -> Response:
    policy = {**SCRIPTED, **(errand.policy if errand else {})}
    context = {
        "errand": errand,
        "token": visit.token("sign-in"),
        "deny_token": visit.token("consent", errand.id) if errand else "",
        "passkey_only": errand is not None and errand.need is Need.PASSKEY,
        "signed_in": visit.session is not None,
    }
    return shown("account_sign_in.html", context, problems=problems, policy=policy)


async def sign_out(visit: Visit) -> Response:
    """Ask whether to sign out, since an address alone must not do it; by POST, do."""
    if not visit.by_post:
        return shown("account_sign_out.html", {"token": visit.token("sign-out")})
    visit.check(visit.form.one("token"), "sign-out")
    session = visit.session
    if session is not None:
        await visit.services.identity.run(
            lambda connection: end_session(connection, session.id, session.person_id, visit.now)
        )
    response = see_other("/sign-in")
    visit.cookies.forget(response, visit.cookies.session)
    return response
