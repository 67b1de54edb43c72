"""How OAuth clients are read: by their own organisation, and nothing of their secrets."""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import func

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.reading import cursors
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import View
from api.persistence.tables.organisations import clients
from api.persistence.views import filters
from api.persistence.views.binding import columns, identifier, owned

CLIENT = View(
    name="Client",
    table=clients,
    code=Code.CLIENT,
    confidential=True,
    visible=owned(Scope.CLIENTS_READ),
    orders={
        # The list is short, so that names may be folded while it is read.
        "NAME": Sort(lambda row: func.lower(row.c.name.collate("C")), cursors.plain_text),
        "CHANGED_AT": Sort(lambda row: row.c.changed_at, cursors.instant_text),
    },
    default_order="NAME",
    filters={"kind": filters.plain_words("kind"), "status": filters.plain_words("status")},
    fields={
        "id": identifier(Code.CLIENT),
        **columns(
            clients,
            "kind",
            "name",
            "status",
            "scopes",
            "redirectUris",
            "origins",
            "website",
            "jwks",
            "jwksUri",
            "version",
            "changedAt",
        ),
    },
)

VIEWS = (CLIENT,)
