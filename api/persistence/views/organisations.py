"""How organisations are read."""

from api.domain.ids import Code
from api.persistence.reading.views import Pages, View
from api.persistence.tables.catalogue import organisations
from api.persistence.views.binding import BY_NAME, columns, identifier, listed_of

ORGANISATION = View(
    name="Organisation",
    table=organisations,
    code=Code.ORGANISATION,
    visible=listed_of("id"),
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
