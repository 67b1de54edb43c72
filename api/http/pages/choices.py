"""What a search can be narrowed by, and which of it says something of the reader."""

from dataclasses import dataclass
from typing import Final

from api.http.pages.words import WORDS


@dataclass(frozen=True, slots=True)
class Choice:
    """One dimension of groups.

    ``name`` is the field of the form, ``member`` that of ``GroupFilter`` and of ``Facets``,
    ``kind`` the enum of its values, or empty for terms and languages. ``personal`` choices
    travel in the body of a request only, since an address is kept by browsers and passed on.
    ``combines`` is the operator of the filter; ``unknown`` says whether the filter has a
    member of that name.
    """

    name: str
    member: str
    legend: str
    kind: str = ""
    personal: bool = False
    combines: str = "anyOf"
    unknown: bool = True

    def admits(self, value: str) -> bool:
        """Whether a value can be one of this dimension; terms are open, so any may be."""
        return value in WORDS[self.kind] if self.kind else True


CHOICES: Final = (
    Choice("topic", "topics", "Topic"),
    Choice("medium", "media", "How it meets", "Medium", unknown=False),
    Choice("language", "languages", "Language"),
    Choice("support", "support", "Kind of support", "Support"),
    Choice("style", "style", "Style", "Style"),
    Choice("size", "size", "Size", "Size"),
    Choice("frequency", "frequency", "How often", "MeetingFrequency"),
    Choice("format", "formats", "Format"),
    Choice("joining", "joining", "Joining", "Joining"),
    Choice("cost", "cost", "Cost", "Cost"),
    Choice("room", "capacity", "Room for new people", "CapacityStatus"),
    Choice("open", "openPlaces", "Always open", "OpenPlaceKind", unknown=False),
    Choice("names", "anonymity", "Names", "Anonymity"),
    Choice("access", "accessibility", "Access", personal=True, combines="allOf"),
    Choice("audience", "audiences", "For whom", personal=True),
)
