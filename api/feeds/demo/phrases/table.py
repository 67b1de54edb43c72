"""What a table of phrases holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from api.domain.vocabulary import Joining
from api.feeds.demo.seeds import Form


class Remark(Enum):
    """A sentence or a few words of a fixed meaning."""

    CANCELLED = auto()
    MOVED = auto()
    ADDED = auto()
    COST = auto()
    """What a group that costs something asks for."""
    HOURS = auto()
    """When somebody answers at a place that is not open at any hour."""
    ROOM = auto()
    """How to come into an online room or onto a telephone line."""
    TRANSPORT = auto()
    SHARED = auto()
    """Who is meant, where a group asks that people share the concern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """The phrases of one language, which are joined and never inflected.

    ``topics`` names topics by slug. ``who`` names the people by topic, as they stand within
    a sentence; ``summaries`` are sentences with a gap ``{who}``. ``named`` puts together
    ``{topic}``, ``{form}`` and ``{place}``; ``nicknamed`` has ``{nickname}`` for the topic,
    where the language has ``nicknames``. ``streets`` have a gap ``{number}``. A language for
    names only has no ``who``.
    """

    language: str
    topics: Mapping[str, str]
    forms: Mapping[Form, str]
    named: str
    online: str
    by_phone: str
    notice: str
    who: Mapping[str, str] = field(default_factory=dict[str, str])
    summaries: Mapping[Form, str] = field(default_factory=dict[Form, str])
    joining: Mapping[Joining, str] = field(default_factory=dict[Joining, str])
    guidelines: str | None = None
    remarks: Mapping[Remark, str] = field(default_factory=dict[Remark, str])
    nicknamed: str = ""
    nicknames: tuple[str, ...] = ()
    streets: tuple[str, ...] = ()
    houses: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
