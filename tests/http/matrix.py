"""The matrix of roles: who asks, what may be changed, and how a row of it is judged.

A row is one mutation with a maker of its input; another helper module of rows needs no more
than ``Row`` and ``World``.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from api.domain.ids import Code, encode
from api.domain.scopes import (
    CLIENT_SCOPES,
    OPERATOR,
    PERSONAL,
    ROLE_SCOPES,
    Scope,
    Scopes,
)
from api.domain.standing import ClientKind, StaffRole
from tests.house import House
from tests.http.changes import codes, everything, send
from tests.http.conftest import Admin, Client
from tests.identity import Asker, Minter

BACKEND = ClientKind.NETWORK_BACKEND
NOBODY, PERSON, OPERATING, MACHINE = "nobody", "a person", "an operator", "a backend"
FACILITATING = "a facilitator of the group"
EVERYBODY: Mapping[str, Scopes] = {
    NOBODY: frozenset(),
    **{role.value: scopes for role, scopes in ROLE_SCOPES.items()},
    FACILITATING: ROLE_SCOPES[StaffRole.FACILITATOR],
    PERSON: PERSONAL,
    OPERATING: PERSONAL | OPERATOR,
    MACHINE: CLIENT_SCOPES[BACKEND],
}
"""Whoever may ask, and the most that they may be allowed to do."""
OUTSIDE = frozenset({NOBODY, PERSON, OPERATING})
"""Who asks for no organisation, so that none is another than their own."""
_ALL = ("organisations", "clients", "partnerships")


@dataclass(slots=True)
class World:
    """Two organisations, and what makers of inputs put into them."""

    client: Client
    minter: Minter
    admin: Admin
    ours: House
    theirs: House
    owners: dict[UUID, Asker] = field(default_factory=dict[UUID, Asker])

    async def owner(self, house: House) -> Asker:
        """Somebody who owns a house and may do everything there, to prepare a case."""
        known = self.owners.get(house.organisation)
        if known is None:
            scopes = [f"{thing}:{act}" for thing in _ALL for act in ("read", "manage")]
            known = await self.minter.staff(house.organisation, *scopes)
            self.owners[house.organisation] = known
        return known

    async def colleague(self, house: House, role: StaffRole) -> UUID:
        """One more of the staff of a house."""
        staff = (await self.minter.staff(house.organisation, role=role)).staff
        assert staff is not None
        return staff

    async def organisation(self, status: str) -> UUID:
        """A new organisation with an owner unless nobody has claimed it."""
        made = uuid4()
        await self.admin.execute(
            "insert into catalogue.organisations (id, slug, name, kind, status, sort_key,"
            " published) values ($1, $2, 'One more', 'CLINIC', $3, 'one more',"
            " $3 in ('VERIFIED', 'UNCLAIMED'))",
            *(made, made.hex, status),
        )
        if status != "UNCLAIMED":
            await self.minter.staff(made)
        return made

    async def asker(self, kind: str, scope: Scope) -> Asker | None:
        """Somebody of a kind who was granted a scope, whatever it is worth in their hands."""
        own = self.ours.organisation
        if kind == NOBODY:
            return None
        if kind in (PERSON, OPERATING):
            return await self.minter.own(scope.value, operator=kind == OPERATING)
        if kind == MACHINE:
            held = [each.value for each in CLIENT_SCOPES[BACKEND]]
            backend = await self.minter.client(own, *held, kind=BACKEND)
            return await self.minter.granted(
                (scope.value,), organisation=own, client=backend, client_organisation=own
            )
        return await self.staff_of(kind, scope.value)

    async def staff_of(self, kind: str, *scopes: str) -> Asker:
        """One of our staff in the role of a kind, who facilitates our group if the kind says so."""
        own = self.ours.organisation
        if kind != FACILITATING:
            return await self.minter.staff(own, *scopes, role=StaffRole(kind))
        made = await self.minter.staff(own, *scopes, role=StaffRole.FACILITATOR)
        assert made.staff is not None
        await self.facilitate(self.ours, made.staff)
        return made

    async def facilitate(self, house: House, staff: UUID) -> UUID:
        """Have one of the staff of a house facilitate its group, and return by which id."""
        made = uuid4()
        await self.admin.execute(
            "insert into confidential.facilitators (organisation_id, id, group_id, staff_id)"
            " values ($1, $2, $3, $4)",
            *(house.organisation, made, house.group, staff),
        )
        return made


@dataclass(frozen=True, slots=True)
class Case:
    """One field of the matrix: who asks, and whose thing it is about."""

    kind: str
    asker: Asker | None
    house: House


type Maker = Callable[[World, Case], Awaitable[dict[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mutation: what it needs, and a maker of an input that fits a thing of the house.

    ``but`` are those who hold the scope and yet may not. ``foreign`` says that the input
    names something of the house, so that there is another organisation's to try.
    """

    name: str
    scope: Scope
    make: Maker
    but: frozenset[str] = frozenset()
    foreign: bool = True
    label: str = ""

    @property
    def title(self) -> str:
        return f"{self.name} {self.label}".strip()

    def may(self, kind: str) -> bool:
        return self.scope in EVERYBODY[kind]

    def forbids(self, kind: str) -> bool:
        """Whether somebody may not although they hold the scope: a facilitator, elsewhere."""
        elsewhere = kind == StaffRole.FACILITATOR and self.scope is Scope.MEETINGS_WRITE
        return kind in self.but or elsewhere


async def judge(world: World, row: Row, case: Case) -> None:
    """Send the row's mutation, and hold its answer and everything it wrote to what may be."""
    values = await row.make(world, case)
    before = await everything(world.admin)
    answer = await send(world.client, row.name, values, case.asker)
    unchanged = await everything(world.admin) == before
    if not row.may(case.kind):
        assert answer.status_code == (401 if case.asker is None else 403)
        assert unchanged
        return
    told = codes(answer, row.name)
    if case.house is not world.ours:
        assert set(told) == {"NOT_FOUND"}
    elif row.forbids(case.kind):
        assert told == ["FORBIDDEN"]
    else:
        assert told == []
    assert unchanged is bool(told)


def named(code: Code, row_id: UUID, /, version: int = 1, **more: object) -> dict[str, Any]:
    return {"id": encode(code, row_id), "expectedVersion": version, **more}
