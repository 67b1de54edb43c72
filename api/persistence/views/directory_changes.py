"""How the feed of changes is read: up to the horizon, each thing as it is now."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import BigInteger, ColumnElement, FromClause, and_, literal_column

from api.domain.directory_changes import DIRECTORY, ChangeKind
from api.domain.ids import Code
from api.persistence.directory_changes import HORIZON
from api.persistence.reading import cursors, json
from api.persistence.reading.ask import Ask
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import Either, View
from api.persistence.tables.directory_changes import directory_changes
from api.persistence.views.binding import coded, column

VIEW_OF = {
    Code.ORGANISATION: "Organisation",
    Code.NETWORK: "Network",
    Code.GROUP: "Group",
    Code.MEETING: "Meeting",
    Code.VENUE: "Venue",
    Code.CRISIS_RESOURCE: "CrisisResource",
}


def _told(row: FromClause, _ask: Ask) -> ColumnElement[bool]:
    return row.c.position < literal_column(HORIZON, BigInteger)


def _stands(change: FromClause, thing: FromClause) -> ColumnElement[bool]:
    """Hold for the thing unless it is gone, which hides it from its own organisation too."""
    return and_(thing.c.id == change.c.id, change.c.kind != json.word(ChangeKind.DELETED))


DIRECTORY_CHANGE = View(
    name="DirectoryChange",
    table=directory_changes,
    visible=_told,
    followed=True,
    orders={"POSITION": Sort(lambda row: row.c.position, cursors.large_number)},
    default_order="POSITION",
    fields={
        "id": coded("thing", {word.value: code for code, word in DIRECTORY.items()}),
        "type": column(directory_changes, "thing"),
        "kind": column(directory_changes, "kind"),
        "at": column(directory_changes, "changed_at"),
        "node": Either(
            "thing", {DIRECTORY[code].value: view for code, view in VIEW_OF.items()}, _stands
        ),
    },
)

VIEWS = (DIRECTORY_CHANGE,)
