"""How staff are read: by their own organisation, names sealed."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import ColumnElement, FromClause, and_

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.domain.standing import StaffStatus
from api.persistence.reading import cursors, json
from api.persistence.reading.ask import Ask
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import Secret, View
from api.persistence.tables.confidential import organisation_keys
from api.persistence.tables.organisations import staff
from api.persistence.views import facilitators, filters
from api.persistence.views.binding import columns, identifier, owned

_OWNED = owned(Scope.ORGANISATIONS_READ)
_BECAME_STAFF = (StaffStatus.ACTIVE, StaffStatus.ENDED)


def visible(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for whoever works or worked there: claims are the operator's alone to read."""
    return and_(_OWNED(row, ask), row.c.status.in_([json.word(each) for each in _BECAME_STAFF]))


STAFF = View(
    name="Staff",
    table=staff,
    code=Code.STAFF,
    confidential=True,
    visible=visible,
    orders={"SINCE": Sort(lambda row: row.c.since, cursors.instant_text)},
    default_order="SINCE",
    filters={"role": filters.plain_words("role"), "status": filters.plain_words("status")},
    fields={
        "id": identifier(Code.STAFF),
        "name": Secret(staff, "name", "id", organisation_keys, "staff"),
        "facilitates": facilitators.OF_STAFF,
        **columns(
            staff,
            "role",
            "status",
            "since",
            "endedAt",
            "verifiedAt",
            "verifiedBy",
            "version",
            "changedAt",
        ),
    },
)

VIEWS = (STAFF,)
