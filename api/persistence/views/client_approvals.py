"""How approvals of others' OAuth clients are read: by the organisation that approved."""

# pyright: reportUnknownMemberType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.reading import cursors
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import One, View
from api.persistence.tables.organisations import client_approvals
from api.persistence.views import filters
from api.persistence.views.binding import columns, identifier, owned

CLIENT_APPROVAL = View(
    name="ClientApproval",
    table=client_approvals,
    code=Code.CLIENT_APPROVAL,
    confidential=True,
    visible=owned(Scope.CLIENTS_READ),
    orders={"CHANGED_AT": Sort(lambda row: row.c.changed_at, cursors.instant_text)},
    default_order="CHANGED_AT",
    filters={"status": filters.plain_words("status")},
    fields={
        "id": identifier(Code.CLIENT_APPROVAL),
        "clientId": identifier(Code.CLIENT, "client_id"),
        **columns(
            client_approvals,
            "clientName",
            "scopes",
            "status",
            "approvedBy",
            "version",
            "changedAt",
        ),
        "clientOrganisation": One(
            "Organisation",
            lambda parent, child: child.c.id == parent.c.client_organisation_id,
            nullable=True,
        ),
    },
)

VIEWS = (CLIENT_APPROVAL,)
