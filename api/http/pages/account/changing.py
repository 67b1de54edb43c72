"""What a person does on their own page."""

from uuid import UUID

from starlette.responses import Response

from api.auth.signing_in import by_passkey, by_password, recovery
from api.auth.signing_in.by_password import NotSignedIn
from api.domain.errors import InvalidInput, NotPossibleNow
from api.http.pages.account.answers import opened, see_other, shown, told
from api.http.pages.account.home import home_page
from api.http.pages.account.onward import HOME, onward, waiting
from api.http.pages.account.visiting import Visit, uuid_of
from api.persistence.identity import grants
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.grants import grants_of_person
from api.persistence.identity.sessions import Session, end_session

WRONG = [("current", "This is not your password now.")]


async def change_password(visit: Visit) -> Response:
    """Choose another password; every other session and every app's access ends with the old."""
    session, current, new = _checked(visit), visit.typed("current"), visit.typed("new")
    try:
        changed = await by_password.change_password(
            visit.services, visit.caller, session, current=current, new=new
        )
    except NotSignedIn:
        return await home_page(visit, WRONG)
    except InvalidInput as refusal:
        return await home_page(visit, told(refusal))
    return opened(visit, changed, HOME)


async def remove_passkey(visit: Visit) -> Response:
    session = _checked(visit)
    try:
        await by_passkey.remove(visit.services.identity, session, _named(visit))
    except NotPossibleNow as refusal:
        return await home_page(visit, told(refusal))
    return see_other(HOME)


async def end(visit: Visit) -> Response:
    """End one session of the person, here or elsewhere."""
    session, named = _checked(visit), _named(visit)
    await visit.services.identity.run(
        lambda connection: end_session(connection, named, session.person_id, visit.now)
    )
    return see_other(HOME)


async def end_everything(visit: Visit) -> Response:
    """End every session of the person, and what they let every app do."""
    session = _checked(visit)
    await visit.services.identity.run(
        lambda connection: by_password.end_everything(
            connection, session.person_id, visit.now, why="signed out everywhere"
        )
    )
    response = see_other("/sign-in")
    visit.cookies.forget(response, visit.cookies.session)
    return response


async def withdraw(visit: Visit) -> Response:
    """Take back what an app was allowed."""
    session, named = _checked(visit), _named(visit)

    def act(connection: IdentityConnection) -> None:
        if named in {each.id for each in grants_of_person(connection, session.person_id)}:
            grants.revoke(connection, why="withdrawn", grant_id=named, person_id=session.person_id)

    await visit.services.identity.run(act)
    return see_other(HOME)


async def words(visit: Visit) -> Response:
    """Offer recovery words; by POST, show new ones, this once and kept nowhere."""
    session = visit.signed_in()
    context: dict[str, object] = {
        "token": visit.token("account"),
        "next": onward(await waiting(visit)),
        "words": [],
    }
    if visit.by_post:
        _checked(visit)
        context["words"] = (await recovery.new_words(visit.services, session)).split()
    return shown("account_words.html", context)


def _checked(visit: Visit) -> Session:
    session = visit.signed_in()
    visit.check(visit.form.one("token"), "account")
    return session


def _named(visit: Visit) -> UUID:
    return uuid_of(visit.form.one("id"))
