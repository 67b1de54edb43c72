"""The SQL by which the feed of changes says what became of things that a change touched."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, Boolean, Text, Uuid, bindparam
from sqlalchemy.dialects.postgresql import ARRAY

from api.domain.directory_changes import DIRECTORY
from api.domain.ids import Code

type Touched = Mapping[tuple[Code, UUID], bool]
"""Things whose public face may have changed, and whether they were written themselves."""

TABLES = {
    Code.ORGANISATION: "organisations",
    Code.NETWORK: "networks",
    Code.GROUP: "groups",
    Code.MEETING: "meetings",
    Code.VENUE: "venues",
    Code.CRISIS_RESOURCE: "crisis_resources",
}
_LINKS = ("meeting_venues", "exception_venues")
_SHOWS = {
    Code.VENUE: "("
    + " or ".join(
        f"exists (select from catalogue.{links} as l join catalogue.meetings as m"
        " on m.id = l.meeting_id where l.venue_id = o.id and m.published)"
        for links in _LINKS
    )
    + ")"
}
_OWNER = {Code.ORGANISATION: "id"}


_TOLD = """
touched as ({touched}),
shown as materialized ({shown}),
here as (
    select passed + pg_current_xact_id()::text::bigint as position from catalogue.directory_clock
),
told as (
    insert into catalogue.directory_changes as held (id, organisation_id, thing, kind, position)
    select s.id, s.organisation_id, s.thing, 'CREATED', here.position
    from shown as s cross join here
    where s.written or not exists (
        select from catalogue.directory_changes as d where d.id = s.id and d.kind <> 'DELETED'
    )
    order by s.id
    on conflict (id) do update set
        kind = case held.kind when 'DELETED' then 'CREATED' else 'UPDATED' end,
        position = excluded.position, version = held.version + 1, changed_at = now()
),
gone as (
    update catalogue.directory_changes as held
    set kind = 'DELETED', position = here.position, version = held.version + 1, changed_at = now()
    from touched, here
    where held.id = touched.id and held.kind <> 'DELETED'
        and not exists (select from shown where shown.id = held.id)
)
"""
"""What lets the feed say what became of things, within a statement of more.

``touched`` selects them with what they are and whether they were written, ``shown`` those of
them that are public.
"""

_TOUCHED = "select * from unnest(:ids, :things, :written) as t (id, thing, written)"
# Nearly every change touches one thing, and planning takes longer than telling: a plan for any one
# thing is as good as one for this one, so that PostgreSQL keeps it.
_TOUCHED_ALONE = "select :id as id, :thing as thing, :written as written"
_BINDS: tuple[BindParameter[Any], ...] = (
    bindparam("ids", type_=ARRAY(Uuid)),
    bindparam("things", type_=ARRAY(Text)),
    bindparam("written", type_=ARRAY(Boolean)),
)
_BINDS_ALONE: tuple[BindParameter[Any], ...] = (
    bindparam("id", type_=Uuid),
    bindparam("thing", type_=Text),
    bindparam("written", type_=Boolean),
)
_IF = "select t.* from ({touched}) as t where {condition}"
# A venue that is used in both ways is told once.
_ITS_VENUES = " union ".join(
    f"select l.venue_id, 'VENUE', false from catalogue.{links} as l"  # noqa: S608 - names from this file
    " where l.meeting_id = {ids} and l.venue_id <> {none}"
    for links in _LINKS
)


def told(touched: str, codes: Iterable[Code]) -> str:
    """Return what tells the feed of what a query selects as ``touched``."""
    shown = " union all ".join(
        f"select t.*, o.{_OWNER.get(code, 'organisation_id')} as organisation_id"  # noqa: S608 - names from this file
        f" from touched as t join catalogue.{TABLES[code]} as o on o.id = t.id"
        f" where {_SHOWS.get(code, 'o.published')}"
        for code in codes
    )
    return _TOLD.format(touched=touched, shown=shown)


class Shape(NamedTuple):
    """What a statement about touched things depends on: their types, and if it is one ``alone``."""

    codes: frozenset[Code]
    alone: bool

    @property
    def binds(self) -> tuple[BindParameter[Any], ...]:
        return _BINDS_ALONE if self.alone else _BINDS

    @property
    def concerned(self) -> str:
        """The condition under which what is public of a venue may change."""
        if Code.VENUE in self.codes:
            return "true"
        if Code.MEETING not in self.codes:
            return "false"
        return " or ".join(
            f"exists (select from catalogue.{links} as l where l.meeting_id = {self._ids('any')})"
            for links in _LINKS
        )

    def telling(self, condition: str = "true") -> str:
        """Return what tells the feed of the things, if a condition holds."""
        touched, codes = _TOUCHED_ALONE if self.alone else _TOUCHED, self.codes
        if Code.MEETING in codes:
            venues = _ITS_VENUES.format(ids=self._ids("any"), none=self._ids("all"))
            touched += f" union all ({venues})"
            codes |= {Code.VENUE}
        return told(_IF.format(touched=touched, condition=condition), sorted(codes))

    def given(self, touched: Touched) -> dict[str, Any]:
        """Return the binds for some things of this shape."""
        if self.alone:
            (((code, row_id), written),) = touched.items()
            return {"id": row_id, "thing": DIRECTORY[code].value, "written": written}
        return {
            "ids": [row_id for _, row_id in touched],
            "things": [DIRECTORY[code].value for code, _ in touched],
            "written": list(touched.values()),
        }

    def _ids(self, of: str) -> str:
        return ":id" if self.alone else f"{of}(:ids)"


def shape_of(touched: Touched) -> Shape:
    """Return what a statement about these things depends on."""
    return Shape(frozenset(code for code, _ in touched), len(touched) == 1)
