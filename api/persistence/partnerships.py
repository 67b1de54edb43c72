"""Partnerships, for writing: one row for each side, both in one transaction.

Each row is written in the context of its own organisation, those of the smaller id first, so
that whoever acts on one side waits for whoever acts on the other instead of for each other.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.dialects.postgresql import insert

from api.domain.errors import NotFound, NotPossibleNow, Refusal
from api.domain.ids import Code
from api.domain.organisations import Organisation
from api.domain.partnerships import Partnership, check_verified, propose
from api.domain.standing import PartnerRight, PartnershipSide, PartnershipState
from api.domain.versions import expect
from api.persistence.ids import new_confidential_id
from api.persistence.organisations import Organisations
from api.persistence.rows import Revision, fields_of, loaded, stored, write_next
from api.persistence.tables.organisations import partnerships
from api.persistence.work import Change, Work

_COLUMNS = fields_of(Partnership, without={"organisation_id"})


@dataclass(frozen=True, slots=True)
class Partnerships:
    """The partnerships of the actor's organisation, within one transaction."""

    work: Work

    async def get(self, partnership_id: UUID) -> Partnership:
        """Return a partnership; NotFound alike if absent or of two others."""
        own = partnerships.c.organisation_id == self.work.actor.organisation_id
        chosen = select(partnerships).where(own, partnerships.c.id == partnership_id)
        row = (await self.work.connection.execute(chosen)).one_or_none()
        if row is None:
            raise NotFound("There is no such partnership.", path=("input", "id"))
        return _partnership(row)

    async def add(self, partnership: Partnership) -> Partnership:
        """Insert both sides as version 1; NotPossibleNow if the two have one that is open."""
        await self._on_both_sides(partnership, self._insert)
        return replace(partnership, version=1)

    async def save(self, before: Partnership, after: Partnership) -> Partnership:
        """Write the next version of both sides; VersionConflict if either was first."""
        changed = tuple(name for name in _COLUMNS if getattr(before, name) != getattr(after, name))
        written: list[Revision] = []

        async def update(side: Partnership) -> None:
            values = stored(side, _COLUMNS)
            row = await write_next(self.work, partnerships, before.id, before.version, values)
            written.append(row)
            self.work.record(Change(Code.PARTNERSHIP, side.id, row.version, "changed", changed))

        await self._on_both_sides(after, update)
        return replace(after, version=written[0].version, changed_at=written[0].changed_at)

    async def _insert(self, side: Partnership) -> None:
        row = {
            **stored(side, _COLUMNS),
            "organisation_id": side.organisation_id,
            "id": side.id,
        }
        statement = insert(partnerships).values(row)
        alone = statement.on_conflict_do_nothing(
            index_elements=["organisation_id", "partner_id"],
            index_where=text("state <> 'ENDED'"),
        )
        added = await self.work.connection.execute(alone.returning(partnerships.c.id))
        if added.one_or_none() is None:
            raise NotPossibleNow("There is a partnership or a proposal between you already.")
        self.work.record(Change(Code.PARTNERSHIP, side.id, 1, "created", _COLUMNS))

    async def _on_both_sides(
        self, own: Partnership, write: Callable[[Partnership], Awaitable[None]]
    ) -> None:
        if own.organisation_id != self.work.actor.organisation_id:
            raise NotFound("There is no such organisation.")
        sides = sorted((own, own.mirrored()), key=lambda side: side.organisation_id)
        for side in sides:
            async with _visiting(self.work, side.organisation_id):
                await write(side)


async def propose_partnership(
    work: Work, partner_id: UUID, allows: Iterable[PartnerRight], *, at: datetime
) -> Partnership:
    """Propose a partnership to another organisation that somebody has verified."""
    own, partner = await _organisations(work, partner_id)
    if not partner.shown:
        raise _no_such_partner()
    return await Partnerships(work).add(propose(new_confidential_id(), own, partner, allows, at))


async def accept_partnership(
    work: Work, partnership_id: UUID, allows: Iterable[PartnerRight], *, expected_version: int
) -> Partnership:
    """Accept what another organisation has proposed."""
    before = await Partnerships(work).get(partnership_id)
    expect(before.version, expected_version)
    accepted = before.accept(allows)
    check_verified(*await _organisations(work, before.partner_id))
    return await Partnerships(work).save(before, accepted)


async def end_partnership(
    work: Work, partnership_id: UUID, *, expected_version: int, at: datetime
) -> Partnership:
    """End a partnership, decline a proposal or take one back, whichever side one is."""
    before = await Partnerships(work).get(partnership_id)
    expect(before.version, expected_version)
    return await Partnerships(work).save(before, before.end(at=at))


async def _organisations(work: Work, partner_id: UUID) -> tuple[Organisation, Organisation]:
    own = await Organisations(work).get(work.actor.organisation_id)
    async with _visiting(work, partner_id):
        try:
            return own, await Organisations(work).get(partner_id)
        except NotFound:
            raise _no_such_partner() from None


@asynccontextmanager
async def _visiting(work: Work, organisation_id: UUID) -> AsyncGenerator[None]:
    """Go on in another organisation's context, and come back.

    Also where a refusal is shown: the answer to it is read in the context at hand. Any other
    exception ends the transaction, and with it the context.
    """
    home = work.actor
    await work.enter(organisation_id)
    try:
        yield
    except Refusal:
        await work.go_on(home)
        raise
    await work.go_on(home)


def _no_such_partner() -> NotFound:
    return NotFound("There is no such organisation.", path=("input", "partnerId"))


def _partnership(row: Row[Any]) -> Partnership:
    values: dict[str, Any] = {
        **loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")),
        "side": PartnershipSide(row.side),
        "state": PartnershipState(row.state),
        "allows": tuple(PartnerRight(each) for each in row.allows),
        "allowed": tuple(PartnerRight(each) for each in row.allowed),
    }
    return Partnership(**values)
