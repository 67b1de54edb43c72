"""How venues are read: what is public by anybody, the exact address by its organisation only."""

from dataclasses import replace

from sqlalchemy import ColumnElement, FromClause, exists, not_, or_, select

from api.domain.ids import Code
from api.domain.venues import VENUE_ACTIONS, VenueAction
from api.persistence.reading.ask import Ask
from api.persistence.reading.views import Part, Secret, View
from api.persistence.tables.catalogue import venues
from api.persistence.tables.confidential import organisation_keys, venue_secrets
from api.persistence.tables.meetings import exception_venues, meeting_venues, meetings
from api.persistence.views.allowed import allowed_actions
from api.persistence.views.binding import BY_NAME, column, columns, identifier


def visible(row: FromClause, ask: Ask) -> ColumnElement[bool]:
    """Hold for the venue of any published meeting, be it once, and for those of own drafts.

    Nearly every one is a meeting's for good, so that the second table is hardly looked at.
    """
    used = [_used_by(links.alias(), row) for links in (meeting_venues, exception_venues)]
    organisation = ask.drafts_of
    own = () if organisation is None else (row.c.organisation_id == organisation,)
    return or_(*used, *own)


def _used_by(links: FromClause, row: FromClause) -> ColumnElement[bool]:
    held = meetings.alias()
    return exists(
        select(links.c.id)
        .join_from(links, held, held.c.id == links.c.meeting_id)
        .where(links.c.venue_id == row.c.id, held.c.published)
        .correlate(row)
    )


def _unused(row: FromClause) -> ColumnElement[bool]:
    """Hold for a venue that no meeting takes place at, be it once, also none that is over."""
    every = (links.alias() for links in (meeting_venues, exception_venues))
    used = (select(each.c.id).where(each.c.venue_id == row.c.id).correlate(row) for each in every)
    return not_(or_(*(exists(each) for each in used)))


def _secret(name: str) -> Secret:
    return Secret(venue_secrets, name, "venue_id", organisation_keys, "venue_secrets")


VENUE = View(
    name="Venue",
    table=venues,
    code=Code.VENUE,
    visible=visible,
    orders=BY_NAME,
    default_order="NAME",
    fields={
        "id": identifier(Code.VENUE),
        **columns(
            venues,
            "kind",
            "disclosure",
            "name",
            "street",
            "area",
            "locality",
            "region",
            "postalCode",
            "country",
            "approximate",
            "url",
            "phone",
            "joiningNotes",
            "accessibility",
            "transport",
            "version",
            "changedAt",
        ),
        "allowedActions": allowed_actions(
            VENUE_ACTIONS, status="disclosure", also={VenueAction.REMOVE: _unused}
        ),
        "point": Part("Point", lambda row: row.c.latitude.is_not(None)),
        "exactAddress": _secret("address"),
        "exactLink": _secret("link"),
        "exactDialIn": _secret("dial_in"),
    },
)

POINT = View(
    name="Point",
    table=None,
    # A venue has both numbers or neither, and the part is null where it has neither.
    fields={
        "latitude": replace(column(venues, "latitude"), nullable=False),
        "longitude": replace(column(venues, "longitude"), nullable=False),
    },
)

VIEWS = (VENUE, POINT)
