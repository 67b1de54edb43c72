"""How facilitators are read: by their own organisation alone."""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, select, true

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.reading.ask import Ask
from api.persistence.reading.views import Many, One, View
from api.persistence.tables.organisations import facilitators
from api.persistence.views.binding import columns, identifier, owned


def reaches(group_id: ColumnElement[object], row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold where the viewer's changes reach a group: ``require_reach`` in SQL.

    For statements in the context of the viewer's organisation.
    """
    held = facilitators.alias()
    theirs = (
        select(held.c.id)
        .where(
            held.c.organisation_id == ask.organisation,
            held.c.group_id == group_id,
            held.c.staff_id == ask.facilitator,
            held.c.ended_at.is_(None),
        )
        .correlate(row)
    )
    return case((ask.facilitator.is_(None), true()), else_=exists(theirs))


def _present(column: str) -> Many:
    """List the facilitators that there are now, by the column that names what they stand on."""

    def on(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
        own = child.c.organisation_id == parent.c.organisation_id
        return and_(own, child.c[column] == parent.c.id)

    return Many(
        "Facilitator",
        on,
        lambda child: [child.c.since, child.c.id],
        where=lambda child, _ask: child.c.ended_at.is_(None),
    )


OF_GROUP, OF_STAFF = _present("group_id"), _present("staff_id")

FACILITATOR = View(
    name="Facilitator",
    table=facilitators,
    code=Code.FACILITATOR,
    confidential=True,
    visible=owned(Scope.ORGANISATIONS_READ),
    fields={
        "id": identifier(Code.FACILITATOR),
        "group": One("Group", lambda parent, child: child.c.id == parent.c.group_id, nullable=True),
        "staff": One(
            "Staff",
            lambda parent, child: and_(
                child.c.organisation_id == parent.c.organisation_id,
                child.c.id == parent.c.staff_id,
            ),
            nullable=True,
        ),
        **columns(facilitators, "since", "endedAt", "version", "changedAt"),
    },
)

VIEWS = (FACILITATOR,)
