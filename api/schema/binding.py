"""How a field says that the reader answers it."""

from typing import Any, NoReturn

import strawberry
from strawberry import UNSET

TOLD_ONCE = "told_once"
"""The key in a field's metadata that says that its value is told this once."""


def from_reader() -> NoReturn:
    """Stand for the value of a field that is read in SQL; nothing ever calls it.

    Raises RuntimeError should graphql-core do so, since that would mean a field which is
    walked in Python although the reader is bound to answer it.
    """
    raise RuntimeError("A field that the reader answers was resolved in Python.")


def read(description: str, *directives: object) -> Any:  # noqa: ANN401 - it stands for any field
    """Declare a field without arguments that the reader answers."""
    return strawberry.field(description=description, directives=directives)


def told_once(description: str) -> Any:  # noqa: ANN401 - it stands for any field
    """Declare a field of a payload whose value is told now and never again."""
    return strawberry.field(description=description, metadata={TOLD_ONCE: True})


def optional(description: str) -> Any:  # noqa: ANN401 - it stands for any member
    """Declare a member of an input that may be left out."""
    return strawberry.field(description=description, default=UNSET)
