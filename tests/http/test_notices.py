"""Staff are told that something waits only if they chose to be, and told no more than that."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.auth.signing_in.people import create_person
from api.domain.notices import GATHER
from api.domain.scopes import Scope
from api.domain.standing import StaffRole
from api.notices.jobs import NoticeJobs
from api.notices.mail import Letter
from api.persistence import leasing
from api.persistence.database import Database as Connections
from api.persistence.identity.store import IdentityStore
from api.persistence.keys import IdentityKeys
from api.persistence.store import Store
from tests.house import House
from tests.http.account.world import ISSUER, Letters
from tests.http.changes import changed, codes, everything, send
from tests.http.conftest import KEK, Admin, Client
from tests.http.ending import end
from tests.http.test_change_requests import correction, proposed
from tests.identity import Asker, Minter, add_staff


@dataclass(slots=True)
class Post:
    """A mailbox, and the job that sends to it."""

    connections: Connections
    store: Store
    letters: Letters = field(default_factory=Letters)

    async def sent(self, *, after: timedelta) -> list[Letter]:
        """Let the job send what is due so much later."""
        before = len(self.letters.sent)
        identity = IdentityStore(self.connections.engine, IdentityKeys(KEK))
        _, sending = NoticeJobs(self.letters, ISSUER, identity).jobs
        # The server of the test runs a job of this name too, and so would hold the lease.
        named = leasing.Job("send in a test", sending.every, sending.act)
        await leasing.run(self.connections, self.store, named, datetime.now(UTC) + after)
        return self.letters.sent[before:]


@pytest.fixture
async def post(connections: Connections, store: Store) -> Post:
    return Post(connections, store)


async def colleague(
    minter: Minter, house: House, address: str, role: StaffRole = StaffRole.COORDINATOR
) -> Asker:
    """One of the staff who signs in with an e-mail address."""
    person = await create_person(minter.identity, handle=address, password=None, email=True)
    staff = await add_staff(minter.admin, person, house.organisation, role)
    return await minter.granted(
        (Scope.GROUPS_MANAGE.value,), person=person, staff=staff, organisation=house.organisation
    )


async def choose(client: Client, asker: Asker, channel: str) -> dict[str, Any]:
    return await changed(client, "chooseNotices", {"channel": channel}, asker, "channel")


async def test_who_chose_to_be_told_gets_one_letter_that_says_nothing(
    client: Client, ours: House, theirs: House, minter: Minter, post: Post
) -> None:
    told = await colleague(minter, ours, "told@canary.example")
    silent = await colleague(minter, ours, "silent@canary.example")
    await colleague(minter, ours, "never-asked@canary.example")
    elsewhere = await colleague(minter, theirs, "elsewhere@canary.example")
    assert (await choose(client, told, "EMAIL"))["channel"] == "EMAIL"
    await choose(client, silent, "EMAIL")
    await choose(client, silent, "NONE")
    await choose(client, elsewhere, "EMAIL")
    somebody = await minter.own("changes:propose")
    for _ in range(3):
        await proposed(client, somebody, correction(ours))
    assert await post.sent(after=GATHER / 2) == []
    (letter,) = await post.sent(after=2 * GATHER)
    assert letter.to == "told@canary.example"
    said = f"{letter.subject} {letter.text}".casefold().replace(ISSUER, "")
    for word in ("ours", "theirs", "peer", "group", "grief", "upstairs", "canary", "support"):
        assert word not in said


async def test_who_left_or_may_no_longer_decide_is_told_no_more(
    client: Client, ours: House, minter: Minter, admin: Admin, post: Post
) -> None:
    gone = await colleague(minter, ours, "gone@canary.example")
    moved = await colleague(minter, ours, "moved@canary.example")
    for each in (gone, moved):
        await choose(client, each, "EMAIL")
    await admin.execute("update confidential.staff set status = 'ENDED' where id = $1", gone.staff)
    await admin.execute("update confidential.staff set role = 'AUDITOR' where id = $1", moved.staff)
    await proposed(client, await minter.own("changes:propose"), correction(ours))
    assert await post.sent(after=2 * GATHER) == []


async def test_nobody_of_a_suspended_organisation_is_told(
    client: Client, ours: House, minter: Minter, store: Store, post: Post
) -> None:
    await choose(client, await colleague(minter, ours, "told@canary.example"), "EMAIL")
    await proposed(client, await minter.own("changes:propose"), correction(ours))
    await end(store, ours, "organisation suspended")
    assert await post.sent(after=2 * GATHER) == []


async def test_a_proposal_that_was_refused_tells_nobody(
    client: Client, ours: House, minter: Minter, admin: Admin
) -> None:
    somebody = await minter.own("changes:propose")
    values = correction(ours, changes={"group": {"name": " "}})
    assert codes(await send(client, "proposeChange", values, somebody), "proposeChange")
    assert await admin.fetchval("select count(*) from operations.notices") == 0


async def test_a_backend_has_no_mail_and_chooses_nothing(
    client: Client, ours: House, minter: Minter, admin: Admin
) -> None:
    backend = await minter.backend(ours.organisation, "groups:manage")
    before = await everything(admin)
    answer = await send(client, "chooseNotices", {"channel": "EMAIL"}, backend)
    assert codes(answer, "chooseNotices") == ["FORBIDDEN"]
    assert await everything(admin) == before
