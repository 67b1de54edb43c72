"""How registered feeds are read: by their own organisation, without their addresses."""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.reading import cursors
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import One, View
from api.persistence.tables.imports import feeds
from api.persistence.views import filters
from api.persistence.views.binding import columns, identifier, owned

visible = owned(Scope.NETWORKS_MANAGE)

FEED = View(
    name="Feed",
    table=feeds,
    code=Code.FEED,
    confidential=True,
    visible=visible,
    orders={"CHANGED_AT": Sort(lambda row: row.c.changed_at, cursors.instant_text)},
    default_order="CHANGED_AT",
    filters={"network": filters.belongs("network_id", Code.NETWORK)},
    fields={
        "id": identifier(Code.FEED),
        "network": One("Network", lambda parent, child: child.c.id == parent.c.network_id),
        **columns(
            feeds,
            "source",
            "format",
            "host",
            "hour",
            "lastRunAt",
            "lastProblem",
            "version",
            "changedAt",
        ),
        "lastImport": One(
            "Import", lambda parent, child: child.c.id == parent.c.last_import_id, nullable=True
        ),
    },
)

VIEWS = (FEED,)
