"""What the feed says, what it said last, and what stands here now: three ways to one value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.domain.groups import Group
from api.domain.ids import Code
from api.domain.meetings import Meeting
from api.domain.networks import Network
from api.domain.placing import WHERE
from api.domain.text import camel
from api.domain.venues import Venue
from api.persistence.changes import content

type Thing = Network | Group | Venue | Meeting

NETWORK_FIELDS = ("status",)
GROUP_FIELDS = (
    *("name", "description", "language", "topics", "languages", "audiences", "formats"),
    *("accessibility", "open_places", "status"),
)
VENUE_FIELDS = (
    *("kind", "disclosure", "name", "street", "area", "locality", "region", "postal_code"),
    *("country", "point", "approximate", "url", "phone", "joining_notes", "accessibility"),
    "transport",
)
MEETING_FIELDS = (
    *("group_id", "name", "schedule", "venue_ids", "medium", "openness", "languages"),
    *("audiences", "formats", "accessibility", "notes", "status"),
)
FIELDS: Mapping[Code, tuple[str, ...]] = {
    Code.NETWORK: NETWORK_FIELDS,
    Code.VENUE: VENUE_FIELDS,
    Code.GROUP: GROUP_FIELDS,
    Code.MEETING: MEETING_FIELDS,
}
"""What feeds say of each kind of thing, and what is known again of it."""
_SHOWN = {"group_id": "group", "venue_ids": "venues"}


def shown_name(field: str) -> str:
    """Return the name of a field as the API has it."""
    return _SHOWN.get(field) or camel(field)


def field_named(kind: Code, shown: str) -> str | None:
    """Return the field of a kind of thing that the API calls so, None where there is none."""
    return next((name for name in FIELDS[kind] if shown_name(name) == shown), None)


@dataclass(frozen=True, slots=True)
class Merged[T: Thing]:
    """A thing after the import: which fields the feed changed, and which stay as changed here."""

    thing: T
    changed: tuple[str, ...]
    kept: tuple[str, ...]


def merge[T: Thing](
    here: T, feed: T, last: Mapping[str, Any], fields: tuple[str, ...]
) -> Merged[T]:
    """Take over the fields that the feed changed, unless somebody changed them here.

    ``feed`` is the thing as the feed has it, ``last`` what it said in the import before. A venue
    that is not public stays so, and tells nothing of where it is, whatever the feed says.
    """
    now, said = comparable(here), comparable(feed)
    differing = [name for name in fields if said[name] != now[name]]
    settled = _settled(here, last)
    kept = tuple(
        name for name in differing if name in settled or (name in last and now[name] != last[name])
    )
    changed = tuple(name for name in differing if name not in kept)
    merged = replace(here, **{name: getattr(feed, name) for name in changed}) if changed else here
    return Merged(_with_exceptions(merged, here), changed, kept)


def told(thing: Thing, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what may be kept in the open of what a feed says: of a hidden venue not where."""
    hidden = isinstance(thing, Venue) and not thing.public
    return {name: value for name, value in said.items() if not (hidden and name in WHERE)}


def _settled(here: Thing, last: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields of a venue that were settled here, so that no feed says them."""
    if not isinstance(here, Venue):
        return frozenset()
    if not here.public:
        return WHERE | {"disclosure"}
    # What a record has lost was hidden in between: whoever opened it again has said what is open.
    return WHERE - last.keys() if last else frozenset()


def comparable(thing: Thing) -> dict[str, Any]:
    """Return the fields as JSON; a schedule without the exceptions that were made to it here."""
    if isinstance(thing, Meeting) and thing.schedule is not None and thing.schedule.exceptions:
        thing = replace(thing, schedule=replace(thing.schedule, exceptions=()))
    return content(thing)


def _with_exceptions[T: Thing](merged: T, here: T) -> T:
    """Keep what was cancelled or moved here, since a feed knows nothing of single dates."""
    if not (isinstance(merged, Meeting) and isinstance(here, Meeting)):
        return merged
    if merged.schedule is None or here.schedule is None or merged.schedule is here.schedule:
        return merged
    return replace(merged, schedule=replace(merged.schedule, exceptions=here.schedule.exceptions))
