"""The filters of lists: what a member of a ``filter`` argument asks of a row."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    Uuid,
    func,
    literal_column,
    not_,
    or_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain import ids
from api.domain.ids import Code
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.reading.narrowing import Filter, Narrowing
from api.persistence.reading.views import Many
from api.persistence.views.selective import looked_up
from api.persistence.views.values import Parse, values

type Stated = Callable[[FromClause], Any]
"""What a row has stated, as an expression of it."""

TEXTS = ARRAY(Text())


def term_list(view: str, name: str) -> Many:
    """Bind a field to the terms whose slugs a column lists."""
    return Many(
        view,
        lambda parent, child: child.c.slug == parent.c[name].any_(),
        lambda child: [child.c.sort_key, child.c.id],
    )


def terms(name: str, *, unknown: bool, parse: Parse = values) -> Filter:
    """Filter by a list column with anyOf, allOf and noneOf.

    ``unknown`` is whether rows that have not stated the dimension stay where the asker
    does not say.
    """
    apply = terms_of(lambda row: row.c[name], unknown=unknown, parse=parse)

    def selectively(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        apply(row, given, ask, out)
        if not stays(given, unknown):
            out.where += _looked_up(row, name, given, ask, parse)

    return selectively


def terms_of(stated: Stated, *, unknown: bool, parse: Parse = values) -> Filter:
    """Filter by a list that is an expression of the row, as ``terms``."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        said = stated(row)
        matches = _list_conditions(said, given, ask, parse)
        include(matches, func.cardinality(said) == literal_column("0"), given, out, unknown)

    return apply


def plain_terms(name: str) -> Filter:
    """Filter by a list column where an empty list is no silence: it says that there is none."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        out.where += _list_conditions(row.c[name], given, ask, values)

    return apply


def words(name: str, *, unknown: bool) -> Filter:
    """Filter by a column with one word: anyOf and noneOf."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        matches = word_conditions(row.c[name], given, ask)
        include(matches, row.c[name].is_(None), given, out, unknown)

    return apply


def plain_words(name: str) -> Filter:
    """Filter by a column with one word that every row has: anyOf and noneOf."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        out.where += word_conditions(row.c[name], given, ask)

    return apply


def belongs(name: str, code: Code) -> Filter:
    """Filter by the id of what a row belongs to."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        wanted = ask.bind(given, lambda text: ids.decode(text, expected=code)[1], Uuid())
        out.where.append(row.c[name] == wanted)

    return apply


def word_conditions(word: Any, given: Given, ask: Ask) -> list[ColumnElement[bool]]:
    """Return what anyOf and noneOf ask of one word; null where there is none."""
    found: list[ColumnElement[bool]] = []
    if given["anyOf"].present:
        found.append(word == func.any(ask.bind(given["anyOf"], values, TEXTS)))
    if given["noneOf"].present:
        found.append(word != func.all(ask.bind(given["noneOf"], values, TEXTS)))
    return found


def stays(given: Given, by_default: bool) -> bool:  # noqa: FBT001
    """Return whether rows stay that have not stated the dimension."""
    asked = given["unknown"]
    return (str(asked.value) == "INCLUDE") if asked.present else by_default


def include(
    matches: Sequence[ColumnElement[bool]],
    unknown: ColumnElement[bool],
    given: Given,
    out: Narrowing,
    by_default: bool,  # noqa: FBT001
) -> None:
    """Let pass what matches, and by ``given.unknown`` what has not been stated, behind it."""
    asked = given["unknown"]
    if not matches and not asked.present:
        # Nothing is asked of this dimension, so nothing follows from not having stated it.
        return
    if stays(given, by_default):
        out.where += [or_(match, unknown) for match in matches]
        out.unknown.append(unknown)
    else:
        out.where += [*matches, not_(unknown)]


def _list_conditions(said: Any, given: Given, ask: Ask, parse: Parse) -> list[ColumnElement[bool]]:
    return [
        condition(said, ask.bind(given[member], parse, TEXTS))
        for member, condition in _CONDITIONS.items()
        if given[member].present
    ]


def _looked_up(
    row: FromClause, name: str, given: Given, ask: Ask, parse: Parse
) -> list[ColumnElement[bool]]:
    """Return again what anyOf and allOf ask, as ids, where few rows hold the values."""
    found: list[ColumnElement[bool]] = []
    for member, together in (("anyOf", sum), ("allOf", min)):
        if given[member].present:
            found += looked_up(
                row,
                name,
                given[member],
                ask,
                lambda counts, asked, together=together: together(
                    counts.of(value) for value in parse(asked)
                ),
                lambda other, member=member: _CONDITIONS[member](
                    other.c[name], ask.bind(given[member], parse, TEXTS)
                ),
            )
    return found


_CONDITIONS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "anyOf": lambda said, bound: said.overlap(bound),
    "allOf": lambda said, bound: said.contains(bound),
    "noneOf": lambda said, bound: not_(said.overlap(bound)),
}
