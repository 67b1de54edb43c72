"""What the importer says, beside the feed."""

from dataclasses import dataclass
from difflib import get_close_matches

from api.domain.errors import InvalidInput
from api.domain.terms import TERMS
from api.domain.text import slug
from api.domain.vocabulary import Dimension, GroupStatus, NetworkStatus

_NEAR = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Where a feed goes and how. ``network``, ``organisation`` and ``source`` are slugs.

    Network and organisation are made where they are absent, the organisation under the slug
    of the network where none is given. ``source`` names the feed within the network, since
    things are removed only within a source. ``language`` (BCP 47) is that of the texts.
    Without ``founds`` the network is there and stays as it is, whatever the feed made of it once.
    Raises InvalidInput for a slug that is none.
    """

    network: str
    organisation: str | None = None
    source: str = "meeting-guide"
    topics: tuple[str, ...] = ()
    language: str = "en"
    draft: bool = False
    allow_removals: bool = False
    dry_run: bool = False
    founds: bool = True

    def __post_init__(self) -> None:
        for name in ("network", "organisation", "source"):
            stated = getattr(self, name)
            if stated is not None and (not stated or slug(stated) != stated):
                raise InvalidInput(
                    f"--{name} is lower-case letters and digits, joined by hyphens.", path=(name,)
                )

    @property
    def group_status(self) -> GroupStatus:
        return GroupStatus.DRAFT if self.draft else GroupStatus.PUBLISHED

    @property
    def network_status(self) -> NetworkStatus:
        return NetworkStatus.DRAFT if self.draft else NetworkStatus.PUBLISHED


def check_topics(slugs: tuple[str, ...]) -> None:
    """Raise InvalidInput for a topic that the platform does not have; it names the near ones."""
    known = sorted(term.slug for term in TERMS if term.dimension is Dimension.TOPIC)
    for each in slugs:
        if each not in known:
            near = get_close_matches(each, known, n=5, cutoff=_NEAR) or known
            raise InvalidInput(
                f"The platform has no such topic. Near are: {', '.join(near)}.", path=("topics",)
            )
