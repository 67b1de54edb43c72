"""The values of a list in a filter: read, held to their bounds, spelled as they are stored."""

from collections.abc import Callable

from api.domain.errors import InvalidInput

type Parse = Callable[[list[object]], list[str]]

MOST_VALUES = 100
LONGEST_VALUE = 100
COUNTRY_LETTERS = 2


def values(given: list[object]) -> list[str]:
    """Return the values of a list, or refuse one that is empty or out of proportion."""
    if not given:
        raise InvalidInput("Name at least one value, or leave this out.")
    if len(given) > MOST_VALUES or any(len(str(value)) > LONGEST_VALUE for value in given):
        raise InvalidInput(f"At most {MOST_VALUES} values of {LONGEST_VALUE} characters each.")
    if any("\0" in str(value) for value in given):
        raise InvalidInput("A value holds a character that no text here has.")
    return [str(value) for value in given]


def countries(given: list[object]) -> list[str]:
    """Return codes of countries as they are stored, or refuse what is none."""
    found = [value.upper() for value in values(given)]
    if not all(
        len(value) == COUNTRY_LETTERS and value.isascii() and value.isalpha() for value in found
    ):
        raise InvalidInput("A country is written as two letters, ISO 3166-1 alpha-2.")
    return found
