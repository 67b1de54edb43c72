"""Persons and what is kept of them, over a real database."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from argon2 import PasswordHasher

from api.auth.signing_in.handles import Handle, read_handle
from api.auth.signing_in.passwords import Passwords
from api.auth.signing_in.people import address_of, create_person
from api.domain.access import Actor
from api.domain.errors import InvalidInput, NotPossibleNow, Refusal
from api.domain.standing import StaffRole
from api.domain.vocabulary import OrganisationStatus
from api.persistence.identity import people
from api.persistence.identity.staff import link_staff, positions_of
from api.persistence.identity.store import IdentityStore
from api.persistence.identity.sweeping import sweep_signing_in
from api.persistence.keys import Keyring
from api.persistence.organisations import Organisations
from api.persistence.store import Store
from api.persistence.work import Work
from tests.auth.conftest import KEK, Admin
from tests.house import House, organisation

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PASSWORD = "seven quiet herons on a wall"  # noqa: S105 - of nobody
LOOSE_ADDRESS = " Egret@Peers.TEST "
TABLES = ("sessions", "interactions", "one_time_links", "throttles", "persons")


async def test_an_address_is_found_by_a_blind_index_and_kept_sealed(
    identity: IdentityStore, admin: Admin
) -> None:
    person_id = await create_person(
        identity, handle=LOOSE_ADDRESS, password=PASSWORD, email=True, passwords=CHEAP
    )
    row = await admin.fetchrow("select * from identity.persons")
    assert row is not None
    kept = b"".join(bytes(row[name]) for name in ("handle_index", "email"))
    assert b"egret" not in kept.lower()
    assert row["password"].startswith("$argon2id$")
    index = identity.keys.blind("egret@peers.test")
    found = await identity.run(lambda connection: people.find_person(connection, index))
    assert found is not None
    assert found.id == person_id
    assert address_of(identity.keys, found) == "egret@peers.test"
    assert "egret" not in repr(found)
    assert "argon2" not in repr(found)


async def test_of_a_chosen_name_only_its_index_is_kept(
    identity: IdentityStore, admin: Admin
) -> None:
    await create_person(identity, handle="Heron.7", password=None, email=False)
    row = await admin.fetchrow("select * from identity.persons")
    assert row is not None
    assert (row["email"], row["password"], row["operator"]) == (None, None, False)
    assert row["handle_index"] == identity.keys.blind("heron.7")


async def test_a_handle_is_one_persons_however_it_is_typed(
    identity: IdentityStore, admin: Admin
) -> None:
    tries = [
        create_person(identity, handle=each, password=None, email=False)
        for each in ("heron", "HERON", " heron ", "\uff28eron")
    ]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["NotPossibleNow"] * 3 + ["UUID"]
    assert await admin.fetchval("select count(*) from identity.persons") == 1


@pytest.mark.parametrize(
    ("handle", "email", "password", "refusal"),
    [
        ("heron", True, None, InvalidInput),
        ("egret@peers.test", False, None, InvalidInput),
        ("he ron", False, None, InvalidInput),
        ("a\nb@peers.test", True, None, InvalidInput),
        ("a@b@peers.test", True, None, InvalidInput),
        ("x" * 250 + "@peers.test", True, None, InvalidInput),
        ("heron", False, "short", InvalidInput),
        ("heron", False, "password1234", InvalidInput),
        ("heron", False, "qwertyuiop12", InvalidInput),
        ("heron", False, "aaaaaaaaaaaaaaaa", InvalidInput),
        ("longlongheronname", False, "longlongheronname1", InvalidInput),
        ("heron", False, "x" * 300, InvalidInput),
    ],
)
async def test_what_cannot_be_a_person_leaves_nothing_behind(
    identity: IdentityStore,
    admin: Admin,
    handle: str,
    email: bool,  # noqa: FBT001 - a case
    password: str | None,
    refusal: type[Refusal],
) -> None:
    with pytest.raises(refusal) as raised:
        await create_person(
            identity, handle=handle, password=password, email=email, passwords=CHEAP
        )
    assert handle not in raised.value.message
    assert not password or password not in raised.value.message
    assert await admin.fetchval("select count(*) from identity.persons") == 0


def test_a_handle_is_never_shown_by_mistake() -> None:
    assert "egret" not in f"{read_handle('egret@peers.test')} {Handle('egret')!r}"


async def test_a_password_is_the_same_from_every_keyboard_and_no_longer_one() -> None:
    decomposed, composed = "cafe\u0301 under nine owls", "caf\u00e9 under nine owls"
    hashed = await CHEAP.hash(decomposed)
    assert await CHEAP.verify(hashed, composed)
    longest = (await CHEAP.hash("nine owls " * 25), "nine owls " * 25)
    assert await CHEAP.verify(*longest)
    assert not await CHEAP.verify(longest[0], longest[1] + "and a tenth one")
    assert not await CHEAP.verify(None, "nobody has this password")
    assert not await CHEAP.verify("no hash at all", composed)


async def test_a_hash_of_older_parameters_is_known_as_one() -> None:
    hashed = await CHEAP.hash(PASSWORD)
    assert not CHEAP.is_outdated(hashed)
    assert Passwords().is_outdated(hashed)


async def test_the_parameters_are_those_that_rfc_9106_recommends() -> None:
    hasher = Passwords().hasher
    assert (hasher.type.name, hasher.time_cost, hasher.memory_cost) == ("ID", 3, 65536)
    assert hasher.parallelism == 4


async def test_an_account_that_is_not_there_takes_as_long_as_one_that_is() -> None:
    passwords = Passwords()
    hashed = await passwords.hash(PASSWORD)
    took: dict[bool, list[float]] = {True: [], False: []}
    await passwords.verify(None, "wrong")
    for _ in range(3):
        for known in (True, False):
            began = time.perf_counter()
            assert not await passwords.verify(hashed if known else None, "wrong")
            took[known].append(time.perf_counter() - began)
    assert 0.5 < min(took[False]) / min(took[True]) < 2


async def test_only_active_roles_are_positions(identity: IdentityStore, admin: Admin) -> None:
    person = await create_person(identity, handle="heron", password=None, email=False)
    other = await create_person(identity, handle="egret", password=None, email=False)
    house = House(uuid4(), uuid4(), uuid4(), uuid4(), uuid4())
    clinic = house.organisation

    async def write(work: Work) -> None:
        await Organisations(work).add(organisation(house, "clinic"))

    await Store(identity.engine, Keyring(KEK)).run(Actor(clinic, "test"), write)
    for status in ("ACTIVE", "CLAIMING", "ENDED"):
        staff = uuid4()
        await admin.execute(
            "insert into confidential.staff (organisation_id, id, name, key_id, role, status)"
            " values ($1, $2, '\\x00', $2, 'OWNER', $3)",
            clinic,
            staff,
            status,
        )
        for _ in range(2):
            await identity.run(
                lambda connection, staff=staff: link_staff(connection, staff, clinic, person)
            )
    (found,) = await identity.run(lambda connection: positions_of(connection, person))
    assert (found.organisation_id, found.role) == (clinic, StaffRole.OWNER)
    assert found.organisation_status is OrganisationStatus.VERIFIED
    assert await identity.run(lambda connection: positions_of(connection, other)) == []


async def test_a_staff_has_one_person_for_good(identity: IdentityStore) -> None:
    one = await create_person(identity, handle="heron", password=None, email=False)
    other = await create_person(identity, handle="egret", password=None, email=False)
    staff, clinic = uuid4(), uuid4()
    await identity.run(lambda connection: link_staff(connection, staff, clinic, one))
    with pytest.raises(NotPossibleNow):
        await identity.run(lambda connection: link_staff(connection, staff, clinic, other))


async def test_what_has_ended_is_swept_away_and_nothing_else(
    identity: IdentityStore, admin: Admin
) -> None:
    now = datetime.now(UTC)
    kept = await create_person(
        identity, handle="heron", password=PASSWORD, email=False, passwords=CHEAP
    )
    await create_person(identity, handle="new@peers.test", password=None, email=True)
    left = await create_person(identity, handle="old@peers.test", password=None, email=True)
    await admin.execute(
        "update identity.persons set created_at = now() - interval '2 days' where id <> $1",
        (
            await admin.fetchval(
                "select id from identity.persons where email is not null and id <> $1", left
            )
        ),
    )
    for ends in (now - timedelta(hours=1), now + timedelta(hours=1)):
        await admin.execute(
            "insert into identity.sessions"
            " (id, hash, person_id, label, acr, auth_time, expires_at)"
            " values ($1, $2, $3, '', 'pwd', now(), $4)",
            uuid4(),
            uuid4().bytes,
            kept,
            ends,
        )
        await admin.execute(
            "insert into identity.interactions (id, browser, purpose, state, expires_at)"
            " values ($1, '', 'SIGN_UP', '{}', $2)",
            uuid4(),
            ends,
        )
        await admin.execute(
            "insert into identity.one_time_links (hash, person_id, purpose, expires_at)"
            " values ($1, $2, 'RECOVERY', $3)",
            uuid4().bytes,
            kept,
            ends,
        )
        await admin.execute(
            "insert into identity.throttles (key, arrival) values ($1, $2)", uuid4().bytes, ends
        )
    assert await identity.run(lambda connection: sweep_signing_in(connection, now)) == 5
    counts = [
        await admin.fetchval(f"select count(*) from identity.{table}")  # noqa: S608
        for table in TABLES
    ]
    assert counts == [1, 1, 1, 1, 2]
    assert await admin.fetchval("select count(*) from identity.persons where id = $1", left) == 0
