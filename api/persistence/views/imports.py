"""How imports are read: by the organisation that they are for, line by line."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Text,
    case,
    column,
    func,
    literal_column,
    select,
)
from sqlalchemy.sql.type_api import TypeEngine

from api.domain.ids import Code
from api.domain.import_actions import IMPORT_ACTIONS
from api.domain.scopes import Scope
from api.persistence.reading import cursors, json
from api.persistence.reading.ask import Ask
from api.persistence.reading.compile import Compiler
from api.persistence.reading.narrowing import Sort
from api.persistence.reading.views import Leaf, One, Pages, Rows, View, Worked
from api.persistence.tables.imports import import_changes, import_problems, imports
from api.persistence.views import filters
from api.persistence.views.allowed import allowed_actions
from api.persistence.views.binding import columns, identifier, owned, worked_out

visible = owned(Scope.GROUPS_MANAGE)
_KINDS = (Code.VENUE, Code.GROUP, Code.MEETING)
_IN_ORDER = {"PLACE": Sort(lambda row: row.c.place, cursors.whole_number)}


def _lines(name: str, **members: TypeEngine[Any]) -> Callable[..., Worked]:
    """Return the objects of a JSON array in a column as rows."""

    def source(compiler: Compiler, parent: FromClause | None, _ask: Ask) -> Worked:
        if parent is None:
            raise TypeError("These stand in a row.")
        number = next(compiler.numbers)
        each = (
            func.jsonb_array_elements(parent.c[name])
            .table_valued(column("line"), with_ordinality="number")
            .render_derived(name=f"j{number}")
        )
        taken = [
            func.jsonb_extract_path_text(each.c.line, literal_column(f"'{member}'"))
            .cast(kind)
            .label(member)
            for member, kind in members.items()
        ]
        rows = select(each.c.number, *taken).correlate(parent).lateral(f"k{number}")
        return Worked(rows, [rows.c.number])

    return source


def _of_import(parent: FromClause, child: FromClause) -> ColumnElement[bool]:
    return child.c.import_id == parent.c.id


def _thing_id(row: FromClause, _ask: Ask) -> ColumnElement[str]:
    """Return the id of the thing that a line is about, as the world sees it."""
    words = [(row.c.thing == json.word(code.name), json.word(f"{code}_")) for code in _KINDS]
    bare = func.replace(
        row.c.thing_id.cast(Text), literal_column("'-'"), literal_column("''"), type_=Text
    )
    return case(*words).concat(bare)


IMPORT = View(
    name="Import",
    table=imports,
    code=Code.IMPORT,
    confidential=True,
    visible=visible,
    orders={"RECEIVED_AT": Sort(lambda row: row.c.received_at, cursors.instant_text)},
    default_order="RECEIVED_AT",
    filters={
        "status": filters.plain_words("status"),
        "network": filters.belongs("network_id", Code.NETWORK),
    },
    fields={
        "id": identifier(Code.IMPORT),
        "network": One("Network", lambda parent, child: child.c.id == parent.c.network_id),
        "source": Leaf(
            lambda row, _ask: func.jsonb_extract_path_text(
                row.c.settings, literal_column("'source'")
            ),
            nullable=False,
        ),
        **columns(
            imports,
            "format",
            "status",
            "problem",
            "explanation",
            "sentBy",
            "receivedAt",
            "rowsRead",
            "rowsRefused",
            "tooManyRemovals",
            "appliedBy",
            "endedAt",
            "version",
            "changedAt",
        ),
        "allowedActions": allowed_actions(IMPORT_ACTIONS),
        "counts": Rows(
            "ImportCount",
            _lines(
                "counts",
                thing=Text(),
                created=Integer(),
                changed=Integer(),
                removed=Integer(),
                kept=Integer(),
                unchanged=Integer(),
            ),
        ),
        "changes": Pages("ImportChange", _of_import),
        "problems": Pages("ImportRowProblem", _of_import),
    },
)

COUNT = View(
    name="ImportCount",
    table=None,
    fields={
        name: worked_out(name)
        for name in ("thing", "created", "changed", "removed", "kept", "unchanged")
    },
)

CHANGE = View(
    name="ImportChange",
    table=import_changes,
    confidential=True,
    visible=visible,
    orders=_IN_ORDER,
    default_order="PLACE",
    filters={
        "outcome": filters.plain_words("outcome"),
        "thing": filters.plain_words("thing"),
    },
    fields={
        **columns(import_changes, "thing", "externalId", "name", "outcome"),
        "id": Leaf(_thing_id, nullable=True),
        "fields": Rows(
            "ImportField",
            _lines("fields", field=Text(), here=Text(), said=Text(), kept=Boolean()),
        ),
    },
)

FIELD = View(
    name="ImportField",
    table=None,
    fields={
        "field": worked_out("field"),
        "here": worked_out("here", nullable=True),
        "said": worked_out("said", nullable=True),
        "kept": worked_out("kept"),
    },
)

PROBLEM = View(
    name="ImportRowProblem",
    table=import_problems,
    confidential=True,
    visible=visible,
    orders=_IN_ORDER,
    default_order="PLACE",
    filters={"severity": filters.plain_words("severity")},
    fields=columns(import_problems, "row", "externalIds", "severity", "code", "field", "message"),
)

VIEWS = (IMPORT, COUNT, CHANGE, FIELD, PROBLEM)
