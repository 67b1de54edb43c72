"""What keeps a directory true: guidelines, upkeep without an account, and proposed corrections."""

from dataclasses import replace

from api.domain.change_requests import (
    ChangeRequest,
    ChangeRequestStatus,
    CorrectedThing,
    ProposerKind,
)
from api.domain.corrections import Difference
from api.domain.ids import Code
from api.domain.upkeep import KeptThing
from api.persistence.change_requests import ChangeRequests
from api.persistence.crisis import CrisisResources
from api.persistence.groups import Groups
from api.persistence.guiding import set_group_guidelines, set_guidelines
from api.persistence.ids import new_confidential_id, new_id
from api.persistence.networks import Networks
from api.persistence.upkeep import asking, inviting
from api.persistence.upkeep.addresses import UpkeepAddresses
from api.persistence.work import Work
from tests.persistence.acts.clerk import Act, Clerk
from tests.persistence.building import NOW


async def guide_network(clerk: Clerk, work: Work) -> None:
    network = await Networks(work).get(clerk.house.network.id)
    said = {
        "id": f"net_{network.id.hex}",
        "expected_version": network.version,
        "text": f"Be kind. {new_id()}",
    }
    await set_guidelines(work, said, at=NOW)


async def guide_group(clerk: Clerk, work: Work) -> None:
    group = await Groups(work).get(clerk.house.group.id)
    said = {
        "id": f"grp_{group.id.hex}",
        "expected_version": group.version,
        "text": f"Be on time. {new_id()}",
    }
    await set_group_guidelines(work, said, at=NOW)


async def set_address(clerk: Clerk, work: Work) -> None:
    """Set or change the role address of the network."""
    await _set_address(clerk, work, f"role-{clerk.random.randrange(99)}@example.org")


async def remove_address(clerk: Clerk, work: Work) -> None:
    await _set_address(clerk, work, None)


async def _set_address(clerk: Clerk, work: Work, address: str | None) -> None:
    network_id = clerk.house.network.id
    before = await UpkeepAddresses(work).of(network_id)
    about = KeptThing.NETWORK, network_id, address
    seen = before and before.version
    made = await asking.set_address(work, *about, expected_version=seen, at=NOW)
    # Letters are asked for by who may not know that it was taken away since.
    known = made or (before and before.id)
    clerk.known[Code.UPKEEP_ADDRESS] = [known] if known else []


async def ask_for_a_link(clerk: Clerk, work: Work) -> None:
    address_id = clerk.some(Code.UPKEEP_ADDRESS)
    if address_id is not None:
        await asking.request_link(work, address_id)


async def write_the_letter(clerk: Clerk, work: Work) -> None:
    address_id = clerk.some(Code.UPKEEP_ADDRESS)
    if address_id is not None:
        invitation = await inviting.invite(work, address_id)
        if invitation is not None:
            await inviting.keep_link(work, invitation, NOW)


async def propose(clerk: Clerk, work: Work) -> None:
    added = ChangeRequest(
        id=new_confidential_id(),
        organisation_id=clerk.house.organisation.id,
        thing=CorrectedThing.GROUP,
        thing_id=clerk.house.group.id,
        proposer=ProposerKind.PERSON,
        status=ChangeRequestStatus.PENDING,
        note="It moved.",
        reason=None,
        differences=(Difference(name="summary", was=None, proposed="At the harbour"),),
        proposed_at=NOW,
        decided_at=None,
        version=1,
        changed_at=NOW,
    )
    clerk.made(Code.CHANGE_REQUEST, (await ChangeRequests(work).add(added)).id)


async def decide(clerk: Clerk, work: Work) -> None:
    request_id = clerk.some(Code.CHANGE_REQUEST)
    if request_id is None:
        return
    before = await ChangeRequests(work).get(request_id)
    if clerk.random.random() < 0.5:
        await ChangeRequests(work).save(before, before.reject("It did not.", at=NOW))
    else:
        group = await Groups(work).get(before.thing_id)
        await Groups(work).save(group, replace(group, summary="At the harbour"))
        await ChangeRequests(work).save(before, before.accept(at=NOW))


async def try_a_crisis_resource(clerk: Clerk, work: Work) -> None:
    if not clerk.crisis_resources:
        await clerk.add_crisis_resource(work)
        return
    before = await CrisisResources(work).get(clerk.random.choice(clerk.crisis_resources))
    seen, on = before.version, NOW.date()
    after = before.verify(by="test", on=on, expected_version=seen)
    await CrisisResources(work).save(before, after)


TEXTS: tuple[Act, ...] = (
    *(guide_network, guide_group, set_address, set_address, ask_for_a_link, write_the_letter),
    *(remove_address, propose, decide, try_a_crisis_resource),
)
