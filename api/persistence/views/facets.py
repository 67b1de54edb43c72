"""Facets: what the groups that a filter keeps state of themselves, counted by value."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Text,
    Uuid,
    case,
    cast,
    collate,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import array

from api.domain.vocabulary import Dimension
from api.persistence.reading import json
from api.persistence.reading.ask import Ask
from api.persistence.reading.compile import Compiler
from api.persistence.reading.envelope import COUNTED
from api.persistence.reading.subset import subset
from api.persistence.reading.views import Figure, Leaf, Part, Rows, View, Worked
from api.persistence.tables.catalogue import terms
from api.persistence.views.binding import worked_out
from api.persistence.views.topics import label

# Which column of a group holds what a field of Facets counts.
_COLUMNS = {
    "topics": "topics",
    "support": "support",
    "style": "style",
    "size": "size",
    "joining": "joining",
    "newcomersWelcome": "newcomers_welcome",
    "audiences": "audiences",
    "languages": "languages",
    "accessibility": "access",
    "formats": "formats",
    "media": "media",
    "cost": "cost",
    "anonymity": "anonymity",
    "frequency": "frequency",
    "capacity": "capacity_status",
    "acceptsReferrals": "accepts_referrals",
    "openPlaces": "open_place_kinds",
    "countries": "countries",
    "regions": "regions",
}
_TERMS = {
    "topics": Dimension.TOPIC,
    "audiences": Dimension.AUDIENCE,
    "formats": Dimension.FORMAT,
    "accessibility": Dimension.ACCESSIBILITY,
}
_MOST = literal_column(str(COUNTED))
_ONE_MORE = literal_column(str(COUNTED + 1))
_NONE, _ALWAYS = literal_column("0"), literal_column("true")


def _outer(ask: Ask) -> Ask:
    if ask.outer is None:
        raise TypeError("Facets stand at the root, around their dimensions.")
    return ask.outer


def _filtered(compiler: Compiler, ask: Ask) -> CTE:
    """Return the groups of a ``facets`` field by number, read once for all of its fields.

    There is one more than are counted, which tells that there are more.
    """
    if ask.path not in compiler.shared:
        named = [(column, field) for field, column in _COLUMNS.items()]
        chosen = subset(
            compiler,
            "Group",
            ask,
            lambda row: [row.c.sort_key, row.c.id, *(row.c[c].label(field) for c, field in named)],
        )
        order = chosen.selected_columns.sort_key, chosen.selected_columns.id
        some = chosen.order_by(*order).limit(_ONE_MORE).subquery(f"s{next(compiler.numbers)}")
        number = func.row_number().over(order_by=[some.c.sort_key, some.c.id]).label("number")
        listed = select(number, *(some.c[field] for field in _COLUMNS))
        compiler.shared[ask.path] = listed.cte(f"f{next(compiler.numbers)}")
    return compiler.shared[ask.path]


def _stated(compiler: Compiler, ask: Ask) -> CTE:
    """Return what groups state of one dimension as lists, and how many state just that.

    Groups say few things in many combinations of few, so these are counted before they are
    taken apart.
    """
    if ask.path not in compiler.shared:
        found = _filtered(compiler, _outer(ask))
        column = found.c[ask.field]
        counted = (
            select(_listed(column, ask.field).label("said"), func.count(found.c.number).label("n"))
            .where(found.c.number <= _MOST)
            .group_by(column)
        )
        compiler.shared[ask.path] = counted.cte(f"d{next(compiler.numbers)}")
    return compiler.shared[ask.path]


def _listed(column: ColumnElement[Any], field: str) -> ColumnElement[Any]:
    """Return what a column says as a list, which is empty where nothing is stated."""
    if hasattr(column.type, "item_type"):
        return column
    if field == "capacity":
        column = func.nullif(column, literal_column("'UNKNOWN'"))
    return func.array_remove(array([cast(column, Text)]), literal_column("NULL"))


def _total(compiler: Compiler, ask: Ask) -> ColumnElement[int]:
    found = _filtered(compiler, _outer(ask))
    return select(func.least(func.count(found.c.number), _MOST)).scalar_subquery()


def _precision(compiler: Compiler, ask: Ask) -> ColumnElement[str]:
    found = _filtered(compiler, _outer(ask))
    more = func.count(found.c.number) > _MOST
    return select(case((more, json.word("AT_LEAST")), else_=json.word("EXACT"))).scalar_subquery()


def _not_stated(compiler: Compiler, ask: Ask) -> ColumnElement[int]:
    stated = _stated(compiler, _outer(ask))
    nothing = func.cardinality(stated.c.said) == _NONE
    counted = func.coalesce(func.sum(stated.c.n).filter(nothing), _NONE)
    return select(counted).select_from(stated).scalar_subquery()


def _values(compiler: Compiler, _parent: FromClause | None, ask: Ask) -> Worked:
    dimension = _outer(ask)
    stated = _stated(compiler, dimension)
    each = func.unnest(stated.c.said).table_valued("value").render_derived()
    # A group counts once however often it lists a value.
    once = select(each.c.value).distinct().correlate(stated).lateral(f"v{next(compiler.numbers)}")
    counted = (
        select(once.c.value, func.sum(stated.c.n).label("count"))
        .select_from(stated.join(once, _ALWAYS))
        .group_by(once.c.value)
        .subquery(f"k{next(compiler.numbers)}")
    )
    rows = _with_term(compiler, counted, dimension).subquery(f"w{next(compiler.numbers)}")
    return Worked(rows, [rows.c["count"].desc(), collate(rows.c.value, "C")])


def _with_term(compiler: Compiler, counted: FromClause, dimension: Ask) -> Any:
    """Add the term that a value is, whose label is shown; other values are their own labels."""
    value, count = counted.c.value, counted.c["count"]
    kind = _TERMS.get(dimension.field)
    if kind is None:
        return select(
            value, value.label("slug"), count, literal_column("NULL::uuid", Uuid()).label("id")
        )
    term = terms.alias(f"t{next(compiler.numbers)}")
    of_kind = dimension.binds.add(lambda _request: kind.value, Text(), key=kind)
    same = (term.c.slug == value) & (term.c.dimension == of_kind)
    return select(value, value.label("slug"), count, term.c.id).select_from(
        counted.outerjoin(term, same)
    )


FACETS = View(
    name="Facets",
    table=None,
    fields={
        "totalCount": Figure(_total),
        "totalCountPrecision": Figure(_precision),
        **{field: Part("Facet") for field in _COLUMNS},
    },
)

FACET = View(
    name="Facet",
    table=None,
    fields={"values": Rows("FacetValue", _values), "notStated": Figure(_not_stated)},
)

VALUE = View(
    name="FacetValue",
    table=None,
    fields={
        "value": worked_out("value"),
        "label": Leaf(label, nullable=False),
        "count": worked_out("count"),
    },
)

VIEWS = (FACETS, FACET, VALUE)
ROOT = {"facets": Part("Facets")}
