"""Enums of the schema, each with a description of every value."""

from collections.abc import Callable

import strawberry
from strawberry.types.enum import has_enum_definition

from api.domain.vocabulary import Word


def enum[W: type[Word]](description: str, **values: str) -> Callable[[W], W]:
    """Declare a vocabulary as an enum; ``values`` say what each of its words means.

    Raises TypeError for a word without a description, and for a description without a word.
    """

    def declare(vocabulary: W) -> W:
        if {word.value for word in vocabulary} != values.keys():
            raise TypeError(f"{vocabulary.__name__} needs a description of each of its words")
        # Strawberry would have descriptions stand in the members, whose values are plain words.
        declared = strawberry.enum(vocabulary, description=description)
        if has_enum_definition(declared):
            for value in declared.__strawberry_definition__.values:
                value.description = values[value.name]
        return vocabulary

    return declare
