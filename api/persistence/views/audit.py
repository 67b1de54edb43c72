"""How the audit is read: by its own organisation's auditors and admins, and never written here."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from uuid import UUID

from sqlalchemy import FromClause, Text, Uuid

from api.domain import ids
from api.domain.errors import InvalidInput
from api.domain.ids import Code
from api.domain.scopes import Scope
from api.persistence.reading import cursors
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Narrowing, Sort
from api.persistence.reading.views import View
from api.persistence.tables.confidential import audit_entries
from api.persistence.views.binding import coded, column, columns, identifier, owned

LONGEST_SUBJECT = 200


def _of_thing(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
    """Keep what was done to one thing, whatever type its id is of."""

    def word(text: str) -> str:
        return ids.decode(text)[0].name

    def uuid(text: str) -> UUID:
        return ids.decode(text)[1]

    out.where += [
        row.c.thing_id == ask.bind(given, uuid, Uuid()),
        row.c.thing == ask.bind(given, word, Text()),
    ]


def _by_subject(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
    def checked(text: str) -> str:
        if not text or len(text) > LONGEST_SUBJECT or "\0" in text:
            raise InvalidInput("This is nobody that the audit could know.")
        return text

    out.where.append(row.c.subject == ask.bind(given, checked, Text()))


AUDIT_ENTRY = View(
    name="AuditEntry",
    table=audit_entries,
    code=Code.AUDIT_ENTRY,
    confidential=True,
    visible=owned(Scope.AUDIT_READ),
    orders={"AT": Sort(lambda row: row.c["at"], cursors.instant_text)},
    default_order="AT",
    arguments={"thing": _of_thing, "subject": _by_subject},
    fields={
        "id": identifier(Code.AUDIT_ENTRY),
        **columns(audit_entries, "at", "subject", "client", "requestId", "action", "fields"),
        **columns(audit_entries, "before", "after"),
        "type": column(audit_entries, "thing"),
        "thing": coded("thing", {code.name: code for code in Code}, "thing_id"),
    },
)

VIEWS = (AUDIT_ENTRY,)
