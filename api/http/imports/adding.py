"""A file that has arrived, as an import that waits to be read; once for an idempotency key."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

from api.domain.imports import Import
from api.domain.imports import receive as received_import
from api.http.imports.asking import Asked
from api.http.imports.receiving import Received
from api.persistence.ids import new_confidential_id
from api.persistence.import_reviews import Imports
from api.persistence.networks import Networks
from api.persistence.work import Work
from api.schema.execution import key_for


@dataclass(frozen=True, slots=True)
class Taken:
    """An import, and whether it was made by an earlier request with the same key."""

    made: Import
    replayed: bool = False


async def add(work: Work, wanted: Asked, received: Received, key: str | None) -> Taken:
    """Add an import, or return the one that the same request with the same key has made.

    Raises KeyReused or KeyInUse; NotPossibleNow where too many wait already.
    """
    if key is None:
        return Taken(await _add(work, wanted, received))
    held = key_for(key, _request(wanted, received))
    before = await held.claim(work, datetime.now(UTC))
    if before is not None:
        return Taken(await Imports(work).get(UUID(before["import"])), replayed=True)
    made = await _add(work, wanted, received)
    await held.keep(work, {"import": str(made.id)})
    return Taken(made)


def _request(wanted: Asked, received: Received) -> bytes:
    """Return all that a request says, the file by its hash."""
    said = ["import", wanted.form, wanted.network_id, wanted.settings]
    return orjson.dumps(said) + received.digest


async def _add(work: Work, wanted: Asked, received: Received) -> Import:
    network = await Networks(work).get(wanted.network_id)
    made = received_import(
        import_id=new_confidential_id(),
        organisation_id=network.organisation_id,
        network_id=network.id,
        form=wanted.form,
        settings=wanted.settings,
        by=work.actor.subject,
        at=datetime.now(UTC),
    )
    return await Imports(work).add(made, received.packed())
