"""The words of imports: formats, states, problems, settings, and what an import comes to."""

from dataclasses import dataclass
from enum import auto

from api.domain.errors import InvalidInput
from api.domain.text import slug
from api.domain.vocabulary import Word

_LONGEST_SOURCE, _MOST_TOPICS, _LONGEST_TAG = 64, 20, 35


class ImportFormat(Word):
    """How what was sent is written."""

    MEETING_GUIDE = auto()
    CSV = auto()


class ImportStatus(Word):
    """How far an import is."""

    RECEIVED = auto()
    READY = auto()
    APPLYING = auto()
    APPLIED = auto()
    FAILED = auto()
    DROPPED = auto()


class ImportProblem(Word):
    """Why an import failed, or has to be looked at again.

    UNREADABLE and NOTHING_READ are of what was sent, CHANGED_MEANWHILE of what is here,
    TOO_MANY_REMOVALS of the two together, NOT_FINISHED of us.
    """

    UNREADABLE = auto()
    NOTHING_READ = auto()
    CHANGED_MEANWHILE = auto()
    TOO_MANY_REMOVALS = auto()
    NOT_FINISHED = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """What the rows leave to whoever sends them; ``source`` names the feed within the network."""

    source: str
    language: str = "en"
    topics: tuple[str, ...] = ()
    time_zone: str | None = None
    country: str | None = None
    draft: bool = False

    def __post_init__(self) -> None:
        if (
            not self.source
            or len(self.source) > _LONGEST_SOURCE
            or slug(self.source) != self.source
        ):
            raise InvalidInput(
                "A source is 1 to 64 lower-case letters and digits, joined by hyphens.",
                path=("source",),
            )
        if not 1 < len(self.language) <= _LONGEST_TAG or "\0" in self.language:
            raise InvalidInput("A language is a tag of BCP 47.", path=("language",))
        if len(self.topics) > _MOST_TOPICS:
            raise InvalidInput(f"At most {_MOST_TOPICS} topics.", path=("topics",))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCount:
    """What becomes of the things of one kind (``thing`` is a name of ``Code``)."""

    thing: str
    created: int
    changed: int
    removed: int
    kept: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What an import would do, as it was worked out: shown, and held to when it is applied.

    ``digest`` is the same whenever exactly the same would be done. ``too_many_removals`` says
    that so much would be archived that somebody has to want it.
    """

    rows_read: int
    rows_refused: int
    counts: tuple[ImportCount, ...]
    digest: str
    too_many_removals: bool
