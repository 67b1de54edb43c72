"""Whom an organisation lets in: its OAuth clients, those of others, and its partners."""

from dataclasses import replace

from api.domain.ids import Code
from api.domain.registration import Keys, Settings
from api.domain.scopes import Scope
from api.domain.standing import ClientKind, PartnerRight
from api.domain.vocabulary import OrganisationStatus
from api.persistence import registering
from api.persistence.approving import approve_client, withdraw_client_approval
from api.persistence.client_approvals import ClientApprovals
from api.persistence.clients import Clients
from api.persistence.organisations import Organisations
from api.persistence.partnerships import (
    Partnerships,
    accept_partnership,
    end_partnership,
    propose_partnership,
)
from api.persistence.work import Work
from tests.persistence.acts.clerk import Act, Clerk
from tests.persistence.building import NOW

BACKEND = Settings(name="Backend", scopes=(Scope.GROUPS_READ, Scope.ORGANISATIONS_READ))
APPROVED = (Scope.GROUPS_READ,)


async def be_verified(clerk: Clerk, work: Work) -> None:
    """Be what only has partners and clients."""
    before = await Organisations(work).get(clerk.house.organisation.id, locked=True)
    await Organisations(work).save(before, replace(before, status=OrganisationStatus.VERIFIED))


async def register(clerk: Clerk, work: Work) -> None:
    kind = ClientKind.PARTNER_BACKEND
    made, _ = await registering.register_client(work, kind, BACKEND, Keys(), at=NOW)
    clerk.made(Code.CLIENT, made.id)


async def change_client(clerk: Clerk, work: Work) -> None:
    client_id = clerk.some(Code.CLIENT)
    if client_id is not None:
        before = await Clients(work).get(client_id)
        settings = replace(BACKEND, name=f"Backend {clerk.random.randrange(99)}")
        seen = before.version
        await registering.change_client(work, client_id, settings, expected_version=seen)


async def renew_secret(clerk: Clerk, work: Work) -> None:
    """Give a client another secret, or take one of two away."""
    client_id = clerk.some(Code.CLIENT)
    if client_id is None:
        return
    version = (await Clients(work).get(client_id)).version
    secrets = await registering.live_secrets(work, client_id)
    if len(secrets) == 1:
        await registering.add_client_secret(work, client_id, expected_version=version)
    elif secrets:
        gone = clerk.random.choice(secrets).id
        await registering.revoke_client_secret(work, client_id, gone, expected_version=version)


async def approve(clerk: Clerk, work: Work) -> None:
    """Approve a client of the other house, also for the second time."""
    client_id = clerk.some(Code.CLIENT, clerk.theirs)
    if client_id is not None:
        standing = await ClientApprovals(work).of_client(client_id)
        seen = standing and standing.version
        done = await approve_client(work, client_id, APPROVED, expected_version=seen, at=NOW)
        clerk.made(Code.CLIENT_APPROVAL, done.id)


async def withdraw_approval(clerk: Clerk, work: Work) -> None:
    approval_id = clerk.some(Code.CLIENT_APPROVAL)
    if approval_id is not None:
        seen = (await ClientApprovals(work).get(approval_id)).version
        await withdraw_client_approval(work, approval_id, expected_version=seen)


async def propose(clerk: Clerk, work: Work) -> None:
    partner = clerk.other.organisation.id
    made = await propose_partnership(work, partner, [PartnerRight.REFER], at=NOW)
    clerk.made(Code.PARTNERSHIP, made.id)
    clerk.theirs[Code.PARTNERSHIP].append(made.id)


async def accept(clerk: Clerk, work: Work) -> None:
    partnership_id = clerk.some(Code.PARTNERSHIP)
    if partnership_id is not None:
        seen = (await Partnerships(work).get(partnership_id)).version
        allows = [PartnerRight.READ_GROUPS]
        await accept_partnership(work, partnership_id, allows, expected_version=seen)


async def end(clerk: Clerk, work: Work) -> None:
    partnership_id = clerk.some(Code.PARTNERSHIP)
    if partnership_id is not None:
        seen = (await Partnerships(work).get(partnership_id)).version
        await end_partnership(work, partnership_id, expected_version=seen, at=NOW)


PARTNERS: tuple[Act, ...] = (
    *(be_verified, register, change_client, renew_secret, approve, withdraw_approval),
    *(propose, accept, end),
)
