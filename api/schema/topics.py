"""The open vocabulary: topics and the other terms."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from api.schema.access import PUBLIC
from api.schema.binding import from_reader, read
from api.schema.node import Node
from api.schema.pages import After, Before, First, Last, LocatedConnection

if TYPE_CHECKING:
    from api.schema.groups import Group


@strawberry.interface(description="A term of the vocabulary.", directives=[PUBLIC])
class Term:
    slug: str = read("The term itself, for filters.")

    @strawberry.field(description="What people call it, in a language (BCP 47), else in English.")
    def label(
        self,
        language: Annotated[
            str | None, strawberry.argument(description="A language, BCP 47.")
        ] = UNSET,
    ) -> str:
        return from_reader()


@strawberry.type(description="A concern that people share.", directives=[PUBLIC])
class Topic(Node, Term):
    @strawberry.field(description="Groups about this topic.")
    def groups(
        self,
        first: First = UNSET,
        after: After = UNSET,
        last: Last = UNSET,
        before: Before = UNSET,
    ) -> LocatedConnection[Annotated["Group", strawberry.lazy("api.schema.groups")]]:
        return from_reader()


@strawberry.type(description="Whom a group or meeting is for.", directives=[PUBLIC])
class Audience(Term):
    pass


@strawberry.type(description="How a meeting is held.", directives=[PUBLIC])
class Format(Term):
    pass


@strawberry.type(description="Something that makes a meeting accessible.", directives=[PUBLIC])
class AccessFeature(Term):
    pass
