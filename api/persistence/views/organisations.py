"""How organisations are read."""

from sqlalchemy import ColumnElement, FromClause, or_

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.reading.ask import Ask
from api.persistence.reading.views import Pages, View
from api.persistence.tables.catalogue import organisations
from api.persistence.views.binding import BY_NAME, columns, identifier


def visible(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for what anybody may see, for the viewer's own, and for all that an operator judges."""
    shown = [row.c.published, ask.holds(Scope.PLATFORM_ADMIN)]
    organisation = ask.organisation
    return or_(*shown) if organisation is None else or_(*shown, row.c.id == organisation)


ORGANISATION = View(
    name="Organisation",
    table=organisations,
    code=Code.ORGANISATION,
    visible=visible,
    orders=BY_NAME,
    default_order="NAME",
    fields={
        "id": identifier(Code.ORGANISATION),
        **columns(
            organisations,
            "slug",
            "name",
            "kind",
            "status",
            "country",
            "languages",
            "website",
            "demo",
            "version",
            "changedAt",
        ),
        "networks": Pages("Network", lambda parent, child: child.c.organisation_id == parent.c.id),
    },
)

VIEWS = (ORGANISATION,)
