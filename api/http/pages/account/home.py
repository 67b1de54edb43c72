"""A person's own page: how they sign in, where they are signed in, and which apps they let in."""

from dataclasses import dataclass

from starlette.responses import Response

from api.auth.first_party import PAGES, first_party
from api.auth.signing_in import acting
from api.auth.signing_in import sessions as signed_in
from api.auth.signing_in.by_passkey import may_change
from api.http.imports.taking import NEEDED
from api.http.pages.account.answers import SCRIPTED, Problems, shown
from api.http.pages.account.scope_words import in_words
from api.http.pages.account.visiting import Visit
from api.persistence.identity import passkeys, people
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.grants import PersonsGrant, grants_of_person
from api.persistence.identity.passkeys import Passkey
from api.persistence.identity.people import Person
from api.persistence.identity.sessions import Session, sessions_of


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a signed-in person; ``keeps`` if they may manage groups anywhere."""

    person: Person | None
    passkeys: list[Passkey]
    sessions: list[Session]
    grants: list[PersonsGrant]
    keeps: bool

    @property
    def apps(self) -> list[PersonsGrant]:
        """What apps may do; this site itself is none."""
        return [grant for grant in self.grants if grant.client != PAGES]


async def home(visit: Visit) -> Response:
    """Show the account of whoever is signed in."""
    return await home_page(visit)


async def home_page(visit: Visit, problems: Problems | None = None) -> Response:
    """Return the page, with what did not work if something did not."""
    session = visit.signed_in()

    def act(connection: IdentityConnection) -> Known:
        return Known(
            people.get_person(connection, session.person_id),
            passkeys.passkeys_of(connection, session.person_id),
            sessions_of(connection, session.person_id, visit.now),
            grants_of_person(connection, session.person_id),
            bool(acting.positions(connection, session, NEEDED)),
        )

    known = await visit.services.identity.run(act)
    context = {
        "token": visit.token("account"),
        "session": session,
        "has_password": known.person is not None and known.person.password is not None,
        "has_address": known.person is not None and known.person.email is not None,
        "has_words": known.person is not None and known.person.recovery is not None,
        "recent": signed_in.is_recent(session, visit.now),
        "may_change": may_change(session, known.passkeys),
        "passkeys": known.passkeys,
        "sessions": known.sessions,
        "apps": [(grant, _name(visit, grant), in_words(grant.scopes)) for grant in known.apps],
        "keeps": known.keeps,
    }
    return shown("account_home.html", context, problems=problems, policy=SCRIPTED)


def _name(visit: Visit, grant: PersonsGrant) -> str:
    ours = first_party(visit.services.config, grant.client)
    return ours.name if ours else grant.client_name or "An app that is not here any more"
