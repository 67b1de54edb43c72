"""Who signs in to the demo: four persons, a clinic's backend, and a partner's.

Unlike the rest of the demo world they are not the same everywhere: what they sign in with is
made by chance, on each machine anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from api.domain.clients import Json
from api.domain.facilitators import assign
from api.domain.ids import Code
from api.domain.registration import Keys, Settings
from api.domain.scopes import Scope
from api.domain.staff import Staff
from api.domain.standing import ClientKind, PersonStatus, StaffRole, StaffStatus
from api.feeds.demo.chance import identity
from api.persistence.appointing import link_to
from api.persistence.approving import approve_client
from api.persistence.facilitators import Facilitators
from api.persistence.groups import Groups
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.people import Person, add_person, find_person
from api.persistence.ids import new_confidential_id
from api.persistence.keys import IdentityKeys
from api.persistence.registering import register_client
from api.persistence.staff import StaffList
from api.persistence.work import Work


class PersonSeed(NamedTuple):
    """A person: the name that they sign in with, and what they are, where."""

    name: str
    role: StaffRole | None
    organisation: str | None


PEOPLE = (
    PersonSeed("therapist", StaffRole.THERAPIST, "veranda"),
    PersonSeed("admin", StaffRole.OWNER, "lantern"),
    PersonSeed("facilitator", StaffRole.FACILITATOR, "lantern"),
    PersonSeed("operator", None, None),
)
"""The operator runs the platform and works for none of its organisations."""

FACILITATED = ("demo-lantern-bereavement-london", "demo-lantern-bereavement-manchester")
"""What the facilitator facilitates, and so may change."""

CLINIC, PARTNER, APPROVER = "veranda", "open-ledger", "lantern"
"""Whose the two backends are, and who has approved the partner's."""

_CLINIC_MAY = (
    *(Scope.GROUPS_READ, Scope.REFERRALS_CREATE, Scope.REFERRALS_READ),
    *(Scope.PARTNERSHIPS_READ, Scope.ORGANISATIONS_READ),
)
_PARTNER_MAY = (Scope.GROUPS_READ, Scope.ORGANISATIONS_READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backends:
    """The OAuth clients that were made; the partner's secret is told this once."""

    clinic_id: str
    partner_id: str
    partner_secret: str
    organisation_id: UUID


def organisation_id(key: str) -> UUID:
    """Return the id of an organisation of the demo world."""
    return identity(Code.ORGANISATION, key)


def are_there(connection: IdentityConnection, keys: IdentityKeys) -> bool:
    """Return whether one of the names is taken, by the demo's own or by somebody else."""
    return any(find_person(connection, keys.blind(seed.name)) for seed in PEOPLE)


async def add_people(
    work: Work, keys: IdentityKeys, passwords: Mapping[str, str], jwks: Json, at: datetime
) -> Backends:
    """Add everybody in one transaction, with these password hashes by name.

    ``jwks`` is the public key set of the clinic's backend. The world has to be loaded.
    """
    for seed in PEOPLE:
        person_id = await _person(work, keys, seed, passwords[seed.name])
        if seed.organisation is not None and seed.role is not None:
            await work.enter(organisation_id(seed.organisation))
            staff = await StaffList(work).add(_staff(work, seed, seed.role, at))
            await link_to(work, staff, person_id)
            if staff.role is StaffRole.FACILITATOR:
                await _let_facilitate(work, staff, at)
    return await _backends(work, jwks, at)


async def _person(work: Work, keys: IdentityKeys, seed: PersonSeed, password: str) -> UUID:
    person = Person(
        id=new_confidential_id(),
        status=PersonStatus.ACTIVE,
        operator=seed.organisation is None,
        handle_index=keys.blind(seed.name),
        password=password,
    )
    await work.as_identity(lambda connection: add_person(connection, person))
    return person.id


def _staff(work: Work, seed: PersonSeed, role: StaffRole, at: datetime) -> Staff:
    therapist = role is StaffRole.THERAPIST
    return Staff(
        id=new_confidential_id(),
        organisation_id=work.actor.organisation_id,
        name=f"The {seed.name} of the demo",
        role=role,
        status=StaffStatus.ACTIVE,
        since=at,
        verified_at=at if therapist else None,
        verified_by=work.actor.subject if therapist else None,
        version=1,
        changed_at=at,
    )


async def _let_facilitate(work: Work, staff: Staff, at: datetime) -> None:
    facilitators = Facilitators(work)
    for slug in FACILITATED:
        group_id = identity(Code.GROUP, slug)
        present, group = await facilitators.present(group_id), await Groups(work).get(group_id)
        await facilitators.add(assign(new_confidential_id(), group, staff, present, at=at))


async def _backends(work: Work, jwks: Json, at: datetime) -> Backends:
    await work.enter(organisation_id(CLINIC))
    clinic_settings = Settings(name="Veranda records", scopes=_CLINIC_MAY)
    clinic, _ = await register_client(
        work, ClientKind.CLINIC_BACKEND, clinic_settings, Keys(jwks=jwks), at=at
    )
    await work.enter(organisation_id(PARTNER))
    partner_settings = Settings(name="Open Ledger finder", scopes=_PARTNER_MAY)
    partner, secret = await register_client(
        work, ClientKind.PARTNER_BACKEND, partner_settings, Keys(), at=at
    )
    approver = organisation_id(APPROVER)
    await work.enter(approver)
    await approve_client(work, partner.id, _PARTNER_MAY, expected_version=None, at=at)
    return Backends(
        clinic_id=clinic.public_id,
        partner_id=partner.public_id,
        partner_secret=secret or "",
        organisation_id=approver,
    )
