"""The turns that those take who may change what is public of venues."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.ids import Code
from api.persistence.directory_changes import Touched
from api.persistence.tables.meetings import exception_venues, meeting_venues


def take_turns() -> Select[Any]:
    """Return the statement by which those who may change what is public of venues take turns.

    A venue is public by its meetings, which others may change at the same moment without writing to
    the venue. So the last steps of those who may change that are taken one after the other in each
    organisation: the statement after this one sees what was committed until then. Nobody holds
    this while waiting for a row that another still needs, as it is taken when all are written.
    """
    changed = bindparam("meetings", type_=ARRAY(Uuid))
    links = (meeting_venues, exception_venues)
    linked = (exists().where(each.c.meeting_id == any_(changed)) for each in links)
    concerned = or_(bindparam("venues", type_=Boolean), *linked)
    named = literal_column("'venues of ' || current_setting('app.organisation')", Text())
    turn = func.pg_advisory_xact_lock(func.hashtextextended(named, literal_column("0")))
    return select(turn).where(concerned)


def turns_of(touched: Touched) -> dict[str, Any]:
    """Return what ``take_turns`` is told: meetings, and whether venues were touched themselves."""
    return {
        "meetings": [row_id for code, row_id in touched if code is Code.MEETING],
        "venues": any(code is Code.VENUE for code, _ in touched),
    }
