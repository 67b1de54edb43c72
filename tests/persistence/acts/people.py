"""Who works in an organisation: staff, facilitators, invitations, and what was decided about it."""

from dataclasses import replace
from datetime import timedelta

from api.domain.facilitators import Facilitator
from api.domain.ids import Code
from api.domain.notices import NoticeChannel
from api.domain.organisations import Verification
from api.domain.staff import Invitation, Staff
from api.domain.standing import (
    InvitationStatus,
    StaffRole,
    StaffStatus,
    VerificationDecision,
)
from api.persistence.choosing import choose_notices
from api.persistence.facilitators import Facilitators
from api.persistence.ids import new_confidential_id
from api.persistence.invitations import Invitations
from api.persistence.reviewing import review
from api.persistence.staff import StaffList
from api.persistence.told_once import Prefix, new_secret
from api.persistence.verifications import Verifications
from api.persistence.work import Work
from tests.persistence.acts.clerk import Act, Clerk
from tests.persistence.building import NOW


async def employ(clerk: Clerk, work: Work) -> None:
    own = clerk.house.organisation.id
    added = Staff(
        id=new_confidential_id(),
        organisation_id=own,
        name="Somebody",
        role=clerk.random.choice([StaffRole.FACILITATOR, StaffRole.COORDINATOR]),
        status=StaffStatus.ACTIVE,
        since=NOW,
        version=1,
        changed_at=NOW,
    )
    clerk.made(Code.STAFF, (await StaffList(work).add(added)).id)


async def change_staff(clerk: Clerk, work: Work) -> None:
    """Give somebody another role, or none: then they facilitate nothing from then on."""
    staff_id = clerk.some(Code.STAFF)
    if staff_id is None:
        return
    before = await StaffList(work).get(staff_id)
    role = clerk.random.choice([StaffRole.AUDITOR, StaffRole.FACILITATOR, StaffRole.THERAPIST])
    await StaffList(work).save(before, replace(before, role=role))


async def choose(clerk: Clerk, work: Work) -> None:
    staff_id = clerk.some(Code.STAFF)
    if staff_id is not None:
        await choose_notices(work, staff_id, clerk.random.choice(list(NoticeChannel)))


async def facilitate(clerk: Clerk, work: Work) -> None:
    staff_id, group_id = clerk.some(Code.STAFF), clerk.random.choice(clerk.groups)
    if staff_id is None:
        return
    member = await StaffList(work).get(staff_id)
    present = await Facilitators(work).present(group_id)
    if member.may_facilitate and all(each.staff_id != staff_id for each in present):
        own = member.organisation_id
        added = Facilitator(
            id=new_confidential_id(),
            organisation_id=own,
            group_id=group_id,
            staff_id=staff_id,
            since=NOW,
            version=1,
            changed_at=NOW,
        )
        clerk.made(Code.FACILITATOR, (await Facilitators(work).add(added)).id)


async def stop_facilitating(clerk: Clerk, work: Work) -> None:
    facilitator_id = clerk.some(Code.FACILITATOR)
    if facilitator_id is not None:
        before = await Facilitators(work).get(facilitator_id)
        after = before.remove(expected_version=before.version, at=NOW)
        await Facilitators(work).save(before, after)


async def invite(clerk: Clerk, work: Work) -> None:
    sent = Invitation(
        id=new_confidential_id(),
        organisation_id=clerk.house.organisation.id,
        role=StaffRole.ADMIN,
        status=InvitationStatus.OPEN,
        invited_by="test",
        expires_at=NOW + timedelta(days=7),
        version=1,
        changed_at=NOW,
    )
    await Invitations(work).add(sent, new_secret(Prefix.INVITATION))
    clerk.made(Code.INVITATION, sent.id)


async def answer_invitation(clerk: Clerk, work: Work) -> None:
    invitation_id = clerk.some(Code.INVITATION)
    if invitation_id is not None:
        before = await Invitations(work).get(invitation_id)
        answered = clerk.random.choice([before.withdraw, lambda: before.accept(at=NOW)])()
        await Invitations(work).save(before, answered)


async def decide(clerk: Clerk, work: Work) -> None:
    added = Verification(
        id=new_confidential_id(),
        organisation_id=clerk.house.organisation.id,
        decision=clerk.random.choice(list(VerificationDecision)),
        evidence="A register, page 7",
        by="test",
        at=NOW,
        version=1,
        changed_at=NOW,
    )
    await Verifications(work).add(added)


async def look_at_what_was_decided(clerk: Clerk, work: Work) -> None:
    await review(work, clerk.house.organisation.id, "request")


PEOPLE: tuple[Act, ...] = (
    *(employ, choose, facilitate, stop_facilitating, change_staff),
    *(invite, answer_invitation, decide, look_at_what_was_decided),
)
