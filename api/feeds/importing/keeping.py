"""What of a thing is kept against the feeds that bring it, in the words of the API."""

from datetime import datetime
from uuid import UUID

from api.domain.errors import NotFound
from api.domain.ids import Code
from api.feeds.importing.merging import FIELDS, Thing, comparable, field_named
from api.persistence.groups import Groups
from api.persistence.kept_fields import KeptField, KeptFields, no_such_thing
from api.persistence.meetings import Meetings
from api.persistence.venues import Venues
from api.persistence.work import Work


async def kept_fields(
    work: Work, kind: Code, thing_id: UUID, now: datetime
) -> tuple[Thing, list[KeptField]]:
    """Return a thing with what is kept of it; NotFound alike if absent or another's."""
    found = await _load(work, kind, thing_id, now)
    return found, await _of(work, kind, found).all()


async def release_kept_fields(
    work: Work,
    kind: Code,
    thing_id: UUID,
    fields: list[str],
    *,
    expected_version: int,
    now: datetime,
) -> None:
    """Let the next import of its feed take over fields, named as the API has them."""
    found = await _load(work, kind, thing_id, now)
    names = [field_named(kind, field) or "" for field in dict.fromkeys(fields)]
    await _of(work, kind, found).release(names, found.version, expected_version)


def _of(work: Work, kind: Code, found: Thing) -> KeptFields:
    content = comparable(found)
    return KeptFields(work, kind, found.id, {name: content[name] for name in FIELDS[kind]})


async def _load(work: Work, kind: Code, thing_id: UUID, now: datetime) -> Thing:
    try:
        match kind:
            case Code.GROUP:
                return await Groups(work).get(thing_id)
            case Code.MEETING:
                return await Meetings(work, now).get(thing_id)
            case Code.VENUE:
                return await Venues(work).get(thing_id)
            case _:
                raise no_such_thing()
    except NotFound:
        raise no_such_thing() from None
