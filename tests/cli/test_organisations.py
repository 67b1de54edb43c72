"""The operator at the keyboard decides about organisations."""

import io
import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from api.domain.access import Actor
from api.domain.ids import Code, encode
from api.domain.profiles import Profile
from api.domain.staff import Staff
from api.domain.vocabulary import OrganisationKind
from api.persistence import onboarding
from api.persistence.appointing import accept
from api.persistence.store import Store
from tests.cli.conftest import BASE, Peers
from tests.house import House, build_house
from tests.http.changes import everything
from tests.http.conftest import Admin

PROFILE = Profile(name="Harbour Clinic", kind=OrganisationKind.CLINIC, country="DE")
EVIDENCE = "Canary register, number 7"


async def a_person(admin: Admin) -> UUID:
    person = uuid4()
    await admin.execute("insert into identity.persons (id, status) values ($1, 'ACTIVE')", person)
    return person


async def applied(store: Store, admin: Admin) -> Staff:
    person = await a_person(admin)
    now = datetime.now(UTC)
    return await store.run(
        Actor(uuid4(), "test"),
        lambda work: onboarding.apply(
            work, person, PROFILE, name="Owner", evidence=EVIDENCE, at=now
        ),
    )


async def claimed(store: Store, admin: Admin, organisation: UUID) -> str:
    person = await a_person(admin)
    claimant = await store.run(
        Actor(organisation, "test"),
        lambda work: onboarding.claim(
            work, person, organisation, name="Owner", evidence=EVIDENCE, at=datetime.now(UTC)
        ),
    )
    return encode(Code.STAFF, claimant.id)


@pytest.fixture
async def unclaimed(store: Store, admin: Admin) -> House:
    """An organisation as an import makes it."""
    house = await build_house(store, "ours")
    await admin.execute("update catalogue.organisations set status = 'UNCLAIMED'")
    return house


async def test_what_waits_is_listed_and_all_else_too(
    peers: Peers, store: Store, admin: Admin, unclaimed: House
) -> None:
    await applied(store, admin)
    shown = await peers("organisations", "list", "--json")
    assert [(each["slug"], each["status"]) for each in shown.json] == [
        ("harbour-clinic", "APPLIED"),
        ("ours-organisation", "UNCLAIMED"),
    ]
    waiting = await peers("organisations", "list", "--waiting", "--json")
    assert [each["slug"] for each in waiting.json] == ["harbour-clinic"]
    claim = await claimed(store, admin, unclaimed.organisation)
    waiting = await peers("organisations", "list", "--waiting", "--status", "unclaimed", "--json")
    assert [each["claims"] for each in waiting.json] == [[claim]]
    table = await peers("organisations", "list")
    assert "harbour-clinic" in table.out


async def test_reading_the_evidence_is_entered_in_the_ledger(
    peers: Peers, store: Store, admin: Admin
) -> None:
    owner = await applied(store, admin)
    shown = await peers("organisations", "show", "harbour-clinic", "--json")
    assert [each["evidence"] for each in shown.json["decisions"]] == [EVIDENCE]
    entries = await admin.fetch("select organisation_id, subject from confidential.disclosures")
    assert [tuple(entry) for entry in entries] == [
        (owner.organisation_id, "operator at the console")
    ]
    assert EVIDENCE in (await peers("organisations", "show", "harbour-clinic")).out


async def test_an_applicant_is_verified_on_evidence(
    peers: Peers, store: Store, admin: Admin
) -> None:
    await applied(store, admin)
    shown = await peers("organisations", "verify", "harbour-clinic", "--evidence", "Called them")
    assert shown.status == 0, shown.err
    found = await admin.fetchrow("select status, published from catalogue.organisations")
    assert found is not None
    assert tuple(found) == ("VERIFIED", True)
    by = await admin.fetchval(
        "select by from confidential.verifications where decision = 'VERIFIED'"
    )
    assert by == "operator at the console"
    audited = await admin.fetch("select distinct subject from confidential.audit_entries")
    assert "operator at the console" in {entry["subject"] for entry in audited}


async def test_evidence_may_come_by_standard_input(
    peers: Peers, store: Store, admin: Admin, monkeypatch: pytest.MonkeyPatch
) -> None:
    await applied(store, admin)
    monkeypatch.setattr("sys.stdin", io.StringIO("A letter\nof two lines\n"))
    shown = await peers("organisations", "verify", "harbour-clinic", "--evidence", "-")
    assert shown.status == 0, shown.err
    review = await peers("organisations", "show", "harbour-clinic", "--json")
    assert review.json["decisions"][-1]["evidence"] == "A letter\nof two lines"


async def test_an_unclaimed_one_is_verified_by_naming_the_claim(
    peers: Peers, store: Store, admin: Admin, unclaimed: House
) -> None:
    slug = "ours-organisation"
    before = await everything(admin)
    (await peers("organisations", "verify", slug, "--evidence", "x")).refused("Nobody has claimed")
    assert await everything(admin) == before
    first = await claimed(store, admin, unclaimed.organisation)
    second = await claimed(store, admin, unclaimed.organisation)
    before = await everything(admin)
    ended = await peers("organisations", "verify", slug, "--evidence", "x")
    ended.refused("--claim", first, second)
    other = encode(Code.STAFF, uuid4())
    (await peers("organisations", "verify", slug, "--evidence", "x", "--claim", other)).refused(
        "no such claim"
    )
    assert await everything(admin) == before
    shown = await peers(
        "organisations", "verify", slug, "--evidence", "x", "--claim", second, "--json"
    )
    assert [(each["status"], each["claims"]) for each in shown.json] == [("VERIFIED", [])]
    became = await admin.fetch("select id, status from confidential.staff")
    assert {encode(Code.STAFF, row["id"]): row["status"] for row in became} == {
        first: "LAPSED",
        second: "ACTIVE",
    }


async def test_a_suspended_organisation_comes_back_as_it_was(
    peers: Peers, store: Store, admin: Admin
) -> None:
    await applied(store, admin)
    for decision, status in (
        ("verify", "VERIFIED"),
        ("suspend", "SUSPENDED"),
        ("restore", "VERIFIED"),
    ):
        ended = await peers("organisations", decision, "harbour-clinic", "--evidence", "x")
        assert ended.status == 0, ended.err
        assert await admin.fetchval("select status from catalogue.organisations") == status
    before = await everything(admin)
    for decision, why in (("verify", "Only an applicant"), ("restore", "not suspended")):
        ended = await peers("organisations", decision, "harbour-clinic", "--evidence", "x")
        ended.refused(why)
    assert await everything(admin) == before


async def test_an_invited_organisation_is_owned_by_whoever_has_the_link(
    peers: Peers, store: Store, admin: Admin
) -> None:
    shown = await peers(
        *("organisations", "invite", "Harbour Clinic", "--kind", "clinic", "--country", "DE"),
        *("--language", "de", "--language", "en", "--evidence", "Met at a fair", "--json"),
    )
    link = shown.json["link"]
    assert link.startswith(f"{BASE}/invitations#psn_iv_")
    assert shown.json["status"] == "APPLIED"
    person, secret = await a_person(admin), link.partition("#")[2]
    owner = await store.run(
        Actor(uuid4(), "test"),
        lambda work: accept(work, person, secret=secret, name="Owner", at=datetime.now(UTC)),
    )
    assert owner.role == "OWNER"
    ended = await peers("organisations", "verify", "harbour-clinic", "--evidence", "x", "--json")
    assert ended.json[0]["status"] == "VERIFIED"
    words = ("invite", "Fair", "--kind", "PARTNER", "--evidence", "x")
    assert "works once" in (await peers("organisations", *words)).out


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("verify nowhere --evidence x", "`peers organisations list`"),
        ("show nowhere", "`peers organisations list`"),
        ("suspend ours-organisation --evidence ''", "printable characters"),
        ("verify ours-organisation --evidence x --claim canary", "not an id"),
        ("invite X --kind platform --evidence x", "platform"),
        ("invite X --kind clinic --country Germany --evidence x", "two capital letters"),
        ("invite X --kind clinic --website ftp://canary --evidence x", "http or https"),
    ],
)
async def test_what_cannot_be_decided_is_refused_in_one_line_and_changes_nothing(
    peers: Peers, admin: Admin, unclaimed: House, command: str, why: str
) -> None:
    before = await everything(admin)
    words = [word.replace("''", "") for word in command.split(" ")]
    ended = await peers("organisations", *words)
    ended.refused(why)
    assert not re.search("canary", ended.err)
    assert await everything(admin) == before
