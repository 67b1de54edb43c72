"""Verifications, for writing: decisions about an organisation, only ever added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select

from api.domain.errors import NotFound
from api.domain.ids import Code
from api.domain.organisations import Verification
from api.domain.standing import VerificationDecision
from api.persistence.changes import difference
from api.persistence.rows import fields_of, loaded, stored
from api.persistence.sealing import key_of, newest_seal, open_or_none
from api.persistence.tables.confidential import organisation_keys
from api.persistence.tables.organisations import verifications
from api.persistence.work import Change, Work

_SEALED_TABLE = "confidential.verifications"
_COLUMNS = fields_of(Verification, without={"organisation_id", "evidence"})


@dataclass(frozen=True, slots=True)
class Verifications:
    """What was decided about the actor's organisation, within one transaction."""

    work: Work

    async def add(self, added: Verification) -> Verification:
        """Insert a decision with its evidence sealed."""
        own = self.work.actor.organisation_id
        if added.organisation_id != own or added.evidence is None:
            raise NotFound("There is no such organisation.")
        seal = await newest_seal(self.work)
        row = {
            **stored(added, _COLUMNS),
            "organisation_id": own,
            "id": added.id,
            "evidence": seal.close(added.evidence, (_SEALED_TABLE, "evidence", added.id)),
            "key_id": seal.key_id,
        }
        await self.work.connection.execute(insert(verifications).values(row))
        fields = tuple(difference(None, added)[1])
        self.work.record(Change(Code.VERIFICATION, added.id, 1, "created", fields))
        return added

    async def all(self) -> Sequence[Verification]:
        """Return every decision, the oldest first, opened: the caller enters it in the ledger."""
        chosen = (
            select(verifications, organisation_keys.c.wrapped)
            .outerjoin(organisation_keys, key_of(verifications))
            .where(verifications.c.organisation_id == self.work.actor.organisation_id)
            .order_by(verifications.c.at, verifications.c.id)
        )
        return [self._verification(row) for row in await self.work.connection.execute(chosen)]

    async def decisions(self) -> frozenset[VerificationDecision]:
        """Return which kinds of decision there were."""
        own = verifications.c.organisation_id == self.work.actor.organisation_id
        found = await self.work.connection.scalars(select(verifications.c.decision).where(own))
        return frozenset(VerificationDecision(word) for word in found)

    def _verification(self, row: Row[Any]) -> Verification:
        values: dict[str, Any] = {
            **loaded(row, (*_COLUMNS, "id", "organisation_id", "version", "changed_at")),
            "decision": VerificationDecision(row.decision),
        }
        evidence = open_or_none(self.work, row, "evidence", _SEALED_TABLE)
        return Verification(**values, evidence=evidence)
