"""How invitations are read: by their own organisation, and nothing of their links."""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.reading import cursors
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import View
from api.persistence.tables.organisations import invitations
from api.persistence.views import filters
from api.persistence.views.binding import columns, identifier, owned

INVITATION = View(
    name="Invitation",
    table=invitations,
    code=Code.INVITATION,
    confidential=True,
    visible=owned(Scope.ORGANISATIONS_READ),
    orders={"EXPIRES_AT": Sort(lambda row: row.c.expires_at, cursors.instant_text)},
    default_order="EXPIRES_AT",
    filters={"role": filters.plain_words("role"), "status": filters.plain_words("status")},
    fields={
        "id": identifier(Code.INVITATION),
        **columns(invitations, "role", "status", "invitedBy", "expiresAt", "version", "changedAt"),
    },
)

VIEWS = (INVITATION,)
