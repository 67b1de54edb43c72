"""How partnerships are read: each side by its own organisation."""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.reading import cursors
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import One, View
from api.persistence.tables.organisations import partnerships
from api.persistence.views import filters
from api.persistence.views.binding import columns, identifier, owned

PARTNERSHIP = View(
    name="Partnership",
    table=partnerships,
    code=Code.PARTNERSHIP,
    confidential=True,
    visible=owned(Scope.PARTNERSHIPS_READ),
    orders={"CHANGED_AT": Sort(lambda row: row.c.changed_at, cursors.instant_text)},
    default_order="CHANGED_AT",
    filters={
        "state": filters.plain_words("state"),
        "partner": filters.belongs("partner_id", Code.ORGANISATION),
    },
    fields={
        "id": identifier(Code.PARTNERSHIP),
        "partner": One(
            "Organisation",
            lambda parent, child: child.c.id == parent.c.partner_id,
            nullable=True,
        ),
        **columns(
            partnerships,
            "side",
            "state",
            "allows",
            "allowed",
            "endedAt",
            "version",
            "changedAt",
        ),
    },
)

VIEWS = (PARTNERSHIP,)
