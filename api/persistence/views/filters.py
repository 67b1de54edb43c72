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
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain import ids
from api.domain.errors import InvalidInput
from api.domain.ids import Code
from api.persistence.reading.ask import Ask
from api.persistence.reading.given import Given
from api.persistence.reading.views import Filter, Many, Narrowing
from api.persistence.tables.groups import groups
from api.persistence.tables.meetings import meetings

TEXTS = ARRAY(Text())
MOST_VALUES = 100
LONGEST_VALUE = 100


def term_list(view: str, name: str) -> Many:
    """Bind a field to the terms whose slugs a column lists."""
    return Many(
        view,
        lambda parent, child: child.c.slug == parent.c[name].any_(),
        lambda child: [child.c.sort_key, child.c.id],
    )


def terms(name: str, *, unknown: bool) -> Filter:
    """Filter by a list column with anyOf, allOf and noneOf.

    ``unknown`` is whether rows that have not stated the dimension stay where the asker
    does not say.
    """

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        column = row.c[name]
        matches = [
            condition(column, ask.bind(given[member], values, TEXTS))
            for member, condition in _LIST_CONDITIONS
            if given[member].present
        ]
        _include(matches, func.cardinality(column) == literal_column("0"), given, out, unknown)

    return apply


def words(name: str, *, unknown: bool) -> Filter:
    """Filter by a column with one word: anyOf and noneOf."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        matches = _word_conditions(row.c[name], given, ask)
        _include(matches, row.c[name].is_(None), given, out, unknown)

    return apply


def belongs(name: str, code: Code) -> Filter:
    """Filter by the id of what a row belongs to."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        wanted = ask.bind(given, lambda text: ids.decode(text, expected=code)[1], Uuid())
        out.where.append(row.c[name] == wanted)

    return apply


def of_meeting(name: str) -> Filter:
    """Filter occurrences by a word of their meeting."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        held = meetings.alias()
        chosen = select(held.c.id).where(*_word_conditions(held.c[name], given, ask))
        out.where.append(row.c.meeting_id.in_(chosen))

    return apply


def of_group_topics() -> Filter:
    """Filter occurrences by the topics of their group."""

    def apply(row: FromClause, given: Given, ask: Ask, out: Narrowing) -> None:
        about = groups.alias()
        inner = Narrowing()
        terms("topics", unknown=False)(about, given, ask, inner)
        out.where.append(row.c.group_id.in_(select(about.c.id).where(*inner.where)))

    return apply


def _word_conditions(column: Any, given: Given, ask: Ask) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if given["anyOf"].present:
        found.append(column == func.any(ask.bind(given["anyOf"], values, TEXTS)))
    if given["noneOf"].present:
        found.append(column != func.all(ask.bind(given["noneOf"], values, TEXTS)))
    return found


def _include(
    matches: Sequence[ColumnElement[bool]],
    unknown: ColumnElement[bool],
    given: Given,
    out: Narrowing,
    by_default: bool,  # noqa: FBT001
) -> None:
    asked = given["unknown"]
    if not matches and not asked.present:
        # Nothing is asked of this dimension, so nothing follows from not having stated it.
        return
    if (str(asked.value) == "INCLUDE") if asked.present else by_default:
        out.where += [or_(match, unknown) for match in matches]
        out.unknown.append(unknown)
    else:
        out.where += [*matches, not_(unknown)]


_LIST_CONDITIONS: tuple[tuple[str, Callable[[Any, Any], ColumnElement[bool]]], ...] = (
    ("anyOf", lambda column, bound: column.overlap(bound)),
    ("allOf", lambda column, bound: column.contains(bound)),
    ("noneOf", lambda column, bound: not_(column.overlap(bound))),
)


def values(given: list[object]) -> list[str]:
    """Return the values of a list, or refuse one that is empty or out of proportion."""
    if not given:
        raise InvalidInput("Name at least one value, or leave this out.")
    if len(given) > MOST_VALUES or any(len(str(value)) > LONGEST_VALUE for value in given):
        raise InvalidInput(f"At most {MOST_VALUES} values of {LONGEST_VALUE} characters each.")
    if any("\0" in str(value) for value in given):
        raise InvalidInput("A value holds a character that no text here has.")
    return [str(value) for value in given]
