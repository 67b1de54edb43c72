"""Pages of lists, as Relay defines connections, and what orders and narrows them."""

from enum import auto
from typing import Annotated

import strawberry

from api.domain.vocabulary import Word
from api.schema.access import PUBLIC
from api.schema.binding import optional, read
from api.schema.enums import enum

# Every list takes the same four arguments of Relay, which Strawberry reads from signatures.
First = Annotated[int | None, strawberry.argument(description="At most this many, from the front.")]
After = Annotated[str | None, strawberry.argument(description="Behind this cursor.")]
Last = Annotated[int | None, strawberry.argument(description="At most this many, from the end.")]
Before = Annotated[str | None, strawberry.argument(description="In front of this cursor.")]


@enum(
    "How exact a count is.",
    EXACT="There are exactly as many.",
    AT_LEAST="There are more.",
)
class CountPrecision(Word):
    EXACT = auto()
    AT_LEAST = auto()


@enum(
    "The direction of an order.",
    ASC="Upwards: the first letter, the earliest, the nearest first.",
    DESC="Downwards.",
)
class Direction(Word):
    ASC = auto()
    DESC = auto()


@enum(
    "What becomes of rows that have not stated what is asked about.",
    INCLUDE="They stay, behind those that match.",
    EXCLUDE="They go.",
)
class Unknown(Word):
    INCLUDE = auto()
    EXCLUDE = auto()


@strawberry.type(description="Where a page stands in its list.", directives=[PUBLIC])
class PageInfo:
    has_next_page: bool = read("Whether there is more after this page.")
    has_previous_page: bool = read("Whether there is more before this page.")
    start_cursor: str | None = read("The cursor of the first item.")
    end_cursor: str | None = read("The cursor of the last item.")


@strawberry.type(description="An item of a list with its cursor.", directives=[PUBLIC])
class Edge[T]:
    cursor: str = read("Where this item stands, for `after` and `before`.")
    node: T = read("The item.")


@strawberry.type(
    description="An item of a list that may be ordered by distance.", directives=[PUBLIC]
)
class LocatedEdge[T](Edge[T]):
    distance_metres: int | None = read(
        "How far the nearest venue is from the place in `filter.near`, as far as that is public."
    )


@strawberry.type(description="A page of a list, without its edges.", directives=[PUBLIC])
class Page[T]:
    nodes: list[T] = read("The items of this page.")
    page_info: PageInfo = read("Where this page stands.")
    total_count: int = read("How many items there are in all, counted up to 10,000.")
    total_count_precision: CountPrecision = read("Whether there are more than `totalCount` says.")


@enum("What things with a name can be ordered by.", NAME="By name, alike in every script.")
class NameOrderField(Word):
    NAME = auto()


@strawberry.input(description="An order by name.")
class NameOrder:
    field: NameOrderField = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(
        description="Upwards or downwards.", default=Direction.ASC
    )


@strawberry.type(description="A page of a list.", directives=[PUBLIC])
class Connection[T](Page[T]):
    edges: list[Edge[T]] = read("The items of this page with their cursors.")


@strawberry.type(description="A page of a list of things in places.", directives=[PUBLIC])
class LocatedConnection[T](Page[T]):
    edges: list[LocatedEdge[T]] = read("The items of this page with their cursors.")


@strawberry.input(description="A filter on a list of words; every member given must hold.")
class TermsFilter:
    any_of: list[str] | None = optional("At least one of these.")
    all_of: list[str] | None = optional("All of these.")
    none_of: list[str] | None = optional("None of these.")
    unknown: Unknown | None = optional(
        "Whether rows that have stated none stay; they do not unless asked for."
    )
