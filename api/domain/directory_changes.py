"""What the feed of changes tells of the public directory: which things, and what became of them."""

from collections.abc import Mapping
from enum import auto

from api.domain.ids import Code
from api.domain.vocabulary import Word


class DirectoryThing(Word):
    """What the public directory consists of.

    Occurrences are not of it: they follow from their meetings, hundreds from one rule, and a
    week that passes makes more of them without anybody having changed anything.
    """

    ORGANISATION = auto()
    NETWORK = auto()
    GROUP = auto()
    MEETING = auto()
    VENUE = auto()
    CRISIS_RESOURCE = auto()


class ChangeKind(Word):
    """What became of a thing towards the public, whatever it is to its own organisation."""

    CREATED = auto()
    UPDATED = auto()
    DELETED = auto()


DIRECTORY: Mapping[Code, DirectoryThing] = {Code[thing.name]: thing for thing in DirectoryThing}
"""The things of the directory by the code of their ids."""
