"""Approving: what an organisation lets another's OAuth client ask of it, and takes back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from api.domain.client_approvals import ClientApproval, check_approvable, no_such_client
from api.domain.client_rules import read_scopes
from api.domain.errors import NotPossibleNow, VersionConflict
from api.domain.ids import Code, encode
from api.domain.standing import ApprovalStatus
from api.domain.versions import expect
from api.persistence.client_approvals import ClientApprovals
from api.persistence.identity.clients import find_client
from api.persistence.identity.grants import revoke
from api.persistence.ids import new_confidential_id
from api.persistence.work import Work


async def approve_client(
    work: Work,
    client_id: UUID,
    scopes: Sequence[str],
    *,
    expected_version: int | None,
    at: datetime,
) -> ClientApproval:
    """Approve a client of another organisation for some scopes, instead of any before.

    ``expected_version`` is that of the approval which this replaces, None for a first one.
    NotFound alike for a client that is absent, disabled, of an organisation that is suspended,
    and of a kind that acts for its own organisation alone.
    """
    wanted = await _wanted(work, client_id, scopes, at)
    approvals = ClientApprovals(work)
    standing = await approvals.of_client(client_id)
    if standing is None:
        if expected_version is not None:
            raise NotPossibleNow("There is no approval of this client to change.")
        return await approvals.add(wanted)
    if expected_version is None:
        raise VersionConflict("It is approved already: look at that, then decide.")
    expect(standing.version, expected_version)
    name, by = wanted.client_name, wanted.approved_by
    after = replace(standing, scopes=wanted.scopes, client_name=name, approved_by=by)
    return await approvals.save(standing, after)


async def withdraw_client_approval(
    work: Work, approval_id: UUID, *, expected_version: int
) -> ClientApproval:
    """Take an approval back, and with it what the client was granted in the organisation."""
    approvals = ClientApprovals(work)
    before = await approvals.get(approval_id)
    expect(before.version, expected_version)
    saved = await approvals.save(before, before.withdraw())
    await work.as_identity(
        lambda db: revoke(
            db,
            why="approval withdrawn",
            client_id=saved.client_id,
            organisation_id=saved.organisation_id,
        )
    )
    return saved


async def _wanted(
    work: Work, client_id: UUID, scopes: Sequence[str], at: datetime
) -> ClientApproval:
    public_id = encode(Code.CLIENT, client_id)
    client = await work.as_identity(lambda db: find_client(db, public_id))
    if client is None or client.organisation_id is None:
        raise no_such_client()
    if client.organisation_id == work.actor.organisation_id:
        raise NotPossibleNow("A client of your own needs no approval.")
    wanted = read_scopes(scopes)
    check_approvable(client.kind, client.scopes, wanted)
    return ClientApproval(
        id=new_confidential_id(),
        organisation_id=work.actor.organisation_id,
        client_id=client_id,
        client_organisation_id=client.organisation_id,
        client_name=client.name,
        scopes=wanted,
        status=ApprovalStatus.ACTIVE,
        approved_by=work.actor.subject,
        version=1,
        changed_at=at,
    )
