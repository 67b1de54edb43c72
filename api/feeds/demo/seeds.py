"""What the tables of the demo world are written in: rows that say what is particular."""

from enum import Enum, auto
from typing import NamedTuple

from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
    Disclosure,
    GroupStatus,
    Joining,
    MeetingStatus,
    NetworkStatus,
    Openness,
    OpenPlaceKind,
    OrganisationKind,
    OrganisationStatus,
    Size,
    Style,
    Support,
)


class Form(Enum):
    """What people do when they meet, which gives a group its name, summary, style and formats."""

    CIRCLE = auto()
    GATHERING = auto()
    WALK = auto()
    TABLE = auto()
    WORKSHOP = auto()
    HOUR = auto()
    QUIET = auto()


class Mark(Enum):
    """What a row says that no vocabulary has a word for."""

    BARE = auto()
    """States nothing but topics, language and when it meets, as many real feeds do."""
    NEUTRAL = auto()
    """Asks that titles do not say what it is about, and has a name that does not either."""
    REFERRALS = auto()
    SUMMER = auto()
    """Meets from April to September only."""
    WINTER = auto()
    """Meets from October to March only."""
    CANCELLED = auto()
    """The next occurrence is cancelled."""
    MOVED = auto()
    """The next occurrence is an hour later, for once."""
    ADDED = auto()
    """Meets once more in the coming days."""
    CONTINUES = auto()
    """The first meeting took over from one that is archived."""


class Ages(NamedTuple):
    """Whole years, both included."""

    least: int | None
    most: int | None = None


class Speaks(NamedTuple):
    """The languages spoken (BCP 47), where it is not that of the city; texts are in the first."""

    languages: tuple[str, ...]


type Trait = (
    Support
    | Style
    | Size
    | Joining
    | Cost
    | Anonymity
    | CapacityStatus
    | Disclosure
    | GroupStatus
    | MeetingStatus
    | OpenPlaceKind
    | Openness
    | Mark
    | Ages
    | Speaks
    | str
)
"""A statement, known by its type; a text is the slug of an audience, a format or an access term."""


class GroupSeed(NamedTuple):
    """A group in one row.

    ``topics`` are slugs with a plus between them, ``city`` is a key of the table of cities,
    which gives an online group its time zone. ``when`` is written as ``schedules`` reads it,
    one meeting after another with a semicolon between them; empty for a group that does not
    meet. An archived group is followed by the group of the row before it.
    """

    topics: str
    city: str
    form: Form
    when: str
    traits: tuple[Trait, ...] = ()


class NetworkSeed(NamedTuple):
    """A network in one row; ``traits`` hold for its groups where their own rows differ not.

    ``concerns`` are pairs of the network's own words and the slug of a topic, empty for
    none.
    """

    key: str
    organisation: str
    name: str
    description: str
    languages: tuple[str, ...]
    traits: tuple[Trait, ...] = ()
    concerns: tuple[tuple[str, str], ...] = ()
    status: NetworkStatus = NetworkStatus.PUBLISHED


class OrganisationSeed(NamedTuple):
    """An organisation in one row."""

    key: str
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
    country: str
    languages: tuple[str, ...]


class City(NamedTuple):
    """A city: the centre rounded to a hundredth of a degree, and what is spoken there first.

    ``native`` is the name in the script of the language, empty where that is ``name``.
    """

    key: str
    name: str
    region: str | None
    country: str
    zone: str
    latitude: float
    longitude: float
    language: str
    native: str = ""
