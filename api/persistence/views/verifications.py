"""How decisions about an organisation are read: by that organisation, evidence sealed."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from sqlalchemy import ColumnElement, FromClause, and_

from api.domain.ids import Code
from api.domain.scopes import Scope
from api.domain.standing import VerificationDecision
from api.persistence.reading import cursors, json
from api.persistence.reading.ask import Ask
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import Secret, View
from api.persistence.tables.confidential import organisation_keys
from api.persistence.tables.organisations import verifications
from api.persistence.views.binding import columns, identifier, owned

_OWNED = owned(Scope.ORGANISATIONS_READ)


def visible(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for what was decided: what claimants put forward is the operator's alone to read."""
    return and_(_OWNED(row, ask), row.c.decision != json.word(VerificationDecision.CLAIMED))


VERIFICATION = View(
    name="Verification",
    table=verifications,
    code=Code.VERIFICATION,
    confidential=True,
    visible=visible,
    orders={"AT": Sort(lambda row: row.c["at"], cursors.instant_text)},
    default_order="AT",
    fields={
        "id": identifier(Code.VERIFICATION),
        "evidence": Secret(verifications, "evidence", "id", organisation_keys, "verifications"),
        **columns(verifications, "decision", "by", "at"),
    },
)

VIEWS = (VERIFICATION,)
