"""How role addresses are read: by their own organisation, sealed."""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import ColumnElement, FromClause, and_

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.domain.upkeep import KeptThing
from api.persistence.reading import cursors, json
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import One, Secret, View
from api.persistence.tables.confidential import organisation_keys
from api.persistence.tables.upkeep import upkeep_addresses
from api.persistence.views.binding import columns, identifier, owned


def _of(view: str, thing: KeptThing) -> One:
    def on(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
        return and_(parent.c.thing == json.word(thing), child.c.id == parent.c.thing_id)

    return One(view, on, nullable=True)


UPKEEP_ADDRESS = View(
    name="UpkeepAddress",
    table=upkeep_addresses,
    code=Code.UPKEEP_ADDRESS,
    confidential=True,
    visible=owned(Scope.GROUPS_MANAGE),
    orders={"CHANGED_AT": Sort(lambda row: row.c.changed_at, cursors.instant_text)},
    default_order="CHANGED_AT",
    fields={
        "id": identifier(Code.UPKEEP_ADDRESS),
        "group": _of("Group", KeptThing.GROUP),
        "network": _of("Network", KeptThing.NETWORK),
        "address": Secret(upkeep_addresses, "address", "id", organisation_keys, "upkeep_addresses"),
        **columns(upkeep_addresses, "writtenTo", "version", "changedAt"),
    },
)

VIEWS = (UPKEEP_ADDRESS,)
