"""Appointing: who joins an organisation's staff, in which role, and who leaves.

Each function decides and writes within one transaction, on behalf of the token whose rights
the work has, unless it says that a person acts for themselves.
"""

from datetime import datetime
from uuid import UUID

from api.domain.access import Actor
from api.domain.errors import Forbidden, NotFound, NotPossibleNow
from api.domain.staff import INVITATION_LIFE, Invitation, Staff, checked_name, may_appoint
from api.domain.standing import InvitationStatus, StaffRole, StaffStatus
from api.domain.versions import expect
from api.domain.violations import Checks
from api.domain.vocabulary import OrganisationStatus
from api.persistence.identity.grants import revoke
from api.persistence.identity.staff import link_staff
from api.persistence.identity.standings import find_invitation, hold_standings
from api.persistence.ids import new_confidential_id
from api.persistence.invitations import Invitations
from api.persistence.organisations import Organisations
from api.persistence.staff import StaffList
from api.persistence.told_once import Prefix, digest, new_secret
from api.persistence.work import Work


async def invite(work: Work, role: StaffRole, *, at: datetime) -> tuple[Invitation, str]:
    """Invite somebody to a role; return the invitation with its secret, told this once."""
    may_appoint(_role(work), role)
    secret = new_secret(Prefix.INVITATION)
    return await Invitations(work).add(invitation(work, role, at), secret), secret


async def withdraw(work: Work, invitation_id: UUID, *, expected_version: int) -> Invitation:
    """Withdraw an invitation to a role that one may give."""
    invitations = Invitations(work)
    found = await invitations.get(invitation_id)
    may_appoint(_role(work), found.role)
    expect(found.version, expected_version)
    return await invitations.save(found, found.withdraw())


async def accept(work: Work, person_id: UUID, *, secret: str, name: str, at: datetime) -> Staff:
    """Let a person into the organisation that a secret invites to; the work goes on in it."""
    checks, called = Checks(), ""
    with checks.at("name"):
        called = checked_name(name, path=())
    invited = await work.as_identity(lambda db: find_invitation(db, digest(secret)))
    if invited is None:
        with checks.at("secret"):
            raise NotFound("There is no such invitation.")
    checks.settle()
    standings = await work.as_identity(lambda db: hold_standings(db, person_id))
    if any(each.organisation_id == invited.organisation_id for each in standings):
        raise NotPossibleNow("You have a role in this organisation already.")
    staff_id = new_confidential_id()
    await work.go_on(Actor(invited.organisation_id, f"stf_{staff_id.hex}"))
    joined = Staff(
        id=staff_id,
        organisation_id=invited.organisation_id,
        name=called,
        role=await _use_up(work, invited.invitation_id, at),
        status=StaffStatus.ACTIVE,
        since=at,
        version=1,
        changed_at=at,
    )
    await StaffList(work).add(joined)
    await link_to(work, joined, person_id)
    return joined


async def change_role(
    work: Work, staff_id: UUID, role: StaffRole, *, expected_version: int
) -> Staff:
    """Give one of the staff another role; what they were granted in the old one is revoked."""
    staff = StaffList(work)
    owners = await staff.owners()
    by = _role(work, owners)
    found = await staff.get(staff_id)
    expect(found.version, expected_version)
    saved = await staff.save(found, found.appoint(role, by=by, owners=len(owners)))
    await _revoke(work, saved, "role changed")
    return saved


async def remove(work: Work, staff_id: UUID, *, expected_version: int, at: datetime) -> Staff:
    """End the role of one of the staff."""
    staff = StaffList(work)
    owners = await staff.owners()
    by = _role(work, owners)
    found = await staff.get(staff_id)
    expect(found.version, expected_version)
    saved = await staff.save(found, found.remove(by=by, at=at, owners=len(owners)))
    await _revoke(work, saved, "role ended")
    return saved


async def leave(work: Work, person_id: UUID, organisation_id: UUID, *, at: datetime) -> Staff:
    """Let a person, for themselves, give up their role, or their claim, in an organisation.

    No version is expected of them: whatever became of the role, they go.
    """
    standings = await work.as_identity(lambda db: hold_standings(db, person_id))
    own = [each.staff_id for each in standings if each.organisation_id == organisation_id]
    if not own:
        raise NotFound("You have no role in such an organisation.")
    await work.go_on(Actor(organisation_id, f"stf_{own[0].hex}"))
    staff = StaffList(work)
    owners = await staff.owners()
    found = await staff.get(own[0])
    saved = await staff.save(found, found.leave(at=at, owners=len(owners)))
    await _revoke(work, saved, "role ended")
    return saved


async def verify_practitioner(
    work: Work, staff_id: UUID, *, expected_version: int, at: datetime
) -> Staff:
    """Verify a therapist of the clinic as its practitioner."""
    may_appoint(_role(work), StaffRole.THERAPIST)
    clinic = await Organisations(work).get(work.actor.organisation_id)
    staff = StaffList(work)
    found = await staff.get(staff_id)
    expect(found.version, expected_version)
    return await staff.save(found, found.verify(by=work.actor.subject, at=at, kind=clinic.kind))


def invitation(work: Work, role: StaffRole, at: datetime) -> Invitation:
    """Return a new invitation into the organisation at hand, open for seven days."""
    return Invitation(
        id=new_confidential_id(),
        organisation_id=work.actor.organisation_id,
        role=role,
        status=InvitationStatus.OPEN,
        invited_by=work.actor.subject,
        expires_at=at + INVITATION_LIFE,
        version=1,
        changed_at=at,
    )


async def link_to(work: Work, staff: Staff, person_id: UUID) -> None:
    """Keep in the identity zone, and nowhere else, who one of the staff is."""
    await work.as_identity(lambda db: link_staff(db, staff.id, staff.organisation_id, person_id))


def _role(work: Work, owners: frozenset[UUID] | None = None) -> StaffRole:
    """Return the role of whoever acts; Forbidden for a backend, which has none.

    Where the ``owners`` are held, one who has just ceased to be one is none any more.
    """
    rights = work.rights
    if rights is None or rights.role is None:
        raise Forbidden("Only a member of staff may do this.")
    if owners is not None and rights.role is StaffRole.OWNER and rights.staff_id not in owners:
        raise Forbidden("Only owners name owners, and only owners and admins name anybody.")
    return rights.role


async def _use_up(work: Work, invitation_id: UUID, at: datetime) -> StaffRole:
    """Accept an invitation into the organisation at hand, and return the role that it gives."""
    organisation = await Organisations(work).get(work.actor.organisation_id)
    if organisation.status is OrganisationStatus.SUSPENDED:
        raise NotPossibleNow("This organisation takes nobody in at the moment.")
    invitations = Invitations(work)
    found = await invitations.get(invitation_id)
    return (await invitations.save(found, found.accept(at=at))).role


async def _revoke(work: Work, staff: Staff, why: str) -> None:
    """Revoke what one of the staff was granted, and withdraw what they invited to."""
    invitations = Invitations(work)
    for each in await invitations.open_by(staff.subject):
        await invitations.save(each, each.withdraw())
    await work.as_identity(lambda db: revoke(db, why=why, staff_id=staff.id))
