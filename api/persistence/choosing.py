"""Choosing how one is told: kept apart, beside who somebody is."""

from uuid import UUID

from api.domain.ids import Code
from api.domain.notices import NoticeChannel
from api.persistence.identity.recipients import choose
from api.persistence.staff import StaffList
from api.persistence.work import Change, Work

_FIELDS = ("notices",)


async def choose_notices(work: Work, staff_id: UUID, channel: NoticeChannel) -> None:
    """Keep by which channel one of the staff is told that something waits."""
    own = await StaffList(work).get(staff_id)
    await work.as_identity(lambda db: choose(db, own.id, channel))
    work.record(Change(Code.STAFF, own.id, own.version, "chosen", _FIELDS, written=False))
