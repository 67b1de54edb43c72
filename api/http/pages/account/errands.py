"""What an app asks for, kept while its person signs in and decides."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from api.auth.authorization import AuthorizationRequest
from api.auth.signing_in import consent
from api.auth.signing_in.consent import Choice, Need, Terms
from api.auth.signing_in.interacting import NotHeld, held, look_at
from api.domain.scopes import PASSKEY_ACR
from api.http.pages.account.visiting import Visit, uuid_of
from api.persistence.identity import interactions, people, publishers, staff
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.grants import PersonsGrant, grants_of_person
from api.persistence.identity.interactions import Held, Interaction, Purpose
from api.persistence.identity.publishers import Publisher
from api.persistence.identity.sessions import Session

_HOST_SOURCE = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Errand:
    """An authorization request, and what there is to decide about it now."""

    id: UUID | None
    request: AuthorizationRequest
    publisher: Publisher | None
    offered: list[Choice]
    need: Need
    given: list[PersonsGrant]
    state: Mapping[str, Any] = field(repr=False)

    @property
    def chosen(self) -> Choice | None:
        """On whose behalf: as chosen, or the only choice that there is."""
        if len(self.offered) == 1:
            return self.offered[0]
        return next((each for each in self.offered if each.key == self.state.get("choice")), None)

    @property
    def may_go_without(self) -> bool:
        """Whether the person may leave out what a passkey is needed for, and go on."""
        return PASSKEY_ACR not in self.request.acr_values

    @property
    def destination(self) -> str:
        """Where the person is sent back to, as far as it helps to decide."""
        parts = urlsplit(self.request.redirect_uri)
        if parts.scheme not in {"http", "https"}:
            return "an app on this device"
        loopback = consent.is_loopback(parts.hostname or "")
        return "a program on this device" if loopback else parts.netloc

    @property
    def policy(self) -> Mapping[str, str]:
        """What the content security policy of a page with its form has to allow as well.

        Chromium and Safari hold also the redirect after a form to ``form-action``.
        """
        return {"form-action": f"'self' {source_of(self.request.redirect_uri)}"}


def source_of(redirect_uri: str) -> str:
    """Return the source expression (CSP Level 3, section 2.3.1) for a redirect URI."""
    parts = urlsplit(redirect_uri)
    if parts.scheme in {"http", "https"} and _HOST_SOURCE.fullmatch(parts.netloc):
        return f"{parts.scheme}://{parts.netloc}"
    # No expression names an IPv6 address or the host of another scheme.
    return f"{parts.scheme}:"


async def errand_of(visit: Visit, named: str) -> Errand | None:
    """Return the errand that a page is part of, if it names one; raises NotHeld."""
    return await errand(visit, uuid_of(named)) if named else None


async def errand(visit: Visit, interaction_id: UUID) -> Errand:
    """Return an errand of the visit's browser; raises NotHeld."""
    found = await look_at(
        visit.services.identity, visit.caller, Purpose.AUTHORIZATION, interaction_id
    )
    request = AuthorizationRequest.from_json(found.state["request"])
    terms = terms_of(request, found)
    return await considered(visit, request, terms, found)


async def considered(
    visit: Visit,
    request: AuthorizationRequest,
    terms: Terms,
    interaction: Interaction | None = None,
) -> Errand:
    """Return what there is to decide about a request, by whoever is signed in."""
    state: Mapping[str, Any] = interaction.state if interaction else {}
    services, session = visit.services, visit.session

    def act(connection: IdentityConnection) -> Errand:
        offered = _offered(connection, session, request)
        if state.get("without_step_up"):
            offered = consent.without_step_up(offered)
        return Errand(
            id=interaction.id if interaction else None,
            request=request,
            publisher=publishers.publisher_of(connection, request.client_id),
            offered=offered,
            need=consent.need(session, terms, offered, visit.now),
            given=grants_of_person(connection, session.person_id) if session else [],
            state=state,
        )

    return await services.identity.run(act)


def terms_of(request: AuthorizationRequest, interaction: Interaction) -> Terms:
    return Terms(
        since=interaction.created_at,
        prompt=frozenset(request.prompt),
        max_age=request.max_age,
        acr_values=frozenset(request.acr_values),
    )


def _offered(
    connection: IdentityConnection, session: Session | None, request: AuthorizationRequest
) -> list[Choice]:
    person = people.get_person(connection, session.person_id) if session else None
    if person is None:
        return []
    return consent.choices(
        frozenset(request.scopes),
        staff.positions_of(connection, person.id),
        operator=person.operator,
        organisation_id=request.organisation_id,
    )


async def note(visit: Visit, errand: Errand, **decided: object) -> None:
    """Keep what was decided on the way."""
    state, wanted = {**errand.state, **decided}, _held(visit, errand)
    await visit.services.identity.run(
        lambda connection: interactions.change_interaction(connection, wanted, state)
    )


async def take(visit: Visit, errand: Errand) -> None:
    """End an errand; raises NotHeld if it has ended, since of several answers one counts."""
    wanted = _held(visit, errand)
    taken = await visit.services.identity.run(
        lambda connection: interactions.take_interaction(connection, wanted)
    )
    if taken is None:
        raise NotHeld


def _held(visit: Visit, errand: Errand) -> Held:
    if errand.id is None:
        raise NotHeld
    return held(visit.caller, Purpose.AUTHORIZATION, errand.id)
