"""How contacts are read: what is public by anybody, what is not by their own organisation only."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    literal_column,
    or_,
    select,
    union_all,
)

from api.domain.contacts import ContactDisclosure
from api.persistence.reading import json
from api.persistence.reading.ask import Ask
from api.persistence.reading.compile import Compiler
from api.persistence.reading.views import Rows, Secret, View, Worked
from api.persistence.tables.catalogue import networks
from api.persistence.tables.confidential import contact_secrets, organisation_keys
from api.persistence.tables.groups import groups
from api.persistence.views.binding import worked_out

type Source = Callable[[Compiler, FromClause | None, Ask], Worked]

_COLUMNS = ("role", "kind", "disclosure", "address")


def _told(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for a contact that the viewer may learn of: a public one, or one of its own."""
    public = row.c.contact_disclosure == json.word(ContactDisclosure.PUBLIC)
    own = ask.drafts_of
    known = public if own is None else or_(public, row.c.organisation_id == own)
    return and_(row.c.contact_role.is_not(None), known)


def _stated(table: Table, place: int, named: ColumnElement[Any], ask: Ask) -> Select[Any]:
    """Select what one table states, as the choice of this place among others."""
    held = table.alias()
    return select(
        held.c.id,
        literal_column(str(place), Integer).label("place"),
        literal_column(str(table is networks).lower()).label("of_network"),
        *(held.c[f"contact_{name}"].label(name) for name in _COLUMNS),
    ).where(held.c.id == named, _told(held, ask))


def _first(*sources: tuple[Table, str]) -> Source:
    """Work out the first contact that the viewer may learn of, by who states it."""

    def source(compiler: Compiler, parent: FromClause | None, ask: Ask) -> Worked:
        if parent is None:
            raise TypeError("A contact is one of a group or a network.")
        choices = [
            _stated(table, place, parent.c[column], ask).correlate(parent)
            for place, (table, column) in enumerate(sources)
        ]
        found = union_all(*choices).subquery(f"w{next(compiler.numbers)}")
        return Worked(found, [found.c.place])

    return source


OF_GROUP = Rows("Contact", _first((groups, "id"), (networks, "network_id")), single=True)
OF_NETWORK = Rows("Contact", _first((networks, "id")), single=True)

CONTACT = View(
    name="Contact",
    table=None,
    fields={
        **{name: worked_out(name) for name in ("role", "kind", "disclosure")},
        "address": worked_out("address", nullable=True),
        "ofNetwork": worked_out("of_network"),
        "hiddenAddress": Secret(
            contact_secrets, "address", "thing_id", organisation_keys, "contact_secrets"
        ),
    },
)

VIEWS = (CONTACT,)
