"""What a token may do at this moment, looked up where it is used: revocation acts at once.

The one source is the function ``operations.rights_of``, which is given the id of a grant, of a
token and of the key that signed it, and answers with no row where any of what they stand on
was revoked. A public statement carries the look-up with it; a transaction begins with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from api.domain.access import Rights, Token, Viewer
from api.domain.scopes import Scope, known_scopes
from api.domain.standing import ClientKind, StaffRole

_GUARDED = (
    "select data.*, (select rights from rights) as rights"
    " from ({sql}) as data where (select rights from rights) is not null"
)
ENTER = """
select r.rights,
    set_config('app.organisation', coalesce(r.rights::json ->> 'organisation_id', ''), true),
    set_config('app.members', coalesce((
        select string_agg(m.id, ',') from json_array_elements_text(r.rights::json -> 'member_ids')
            as m (id)
    ), ''), true),
    set_config('role', case when r.rights::json ->> 'organisation_id' is null
        then 'peers_member' else 'peers_org' end, true)
from (select operations.rights_of($1, $2, $3) as rights offset 0) as r
where r.rights is not null
"""
"""The first statement of a transaction on a token's behalf: looks up, and enters its context."""


class RightsGone(Exception):
    """Something that the token stands on was revoked: it opens nothing any more."""


class RightsNarrowed(Exception):
    """The token still opens something, but less than it says of itself."""

    def __init__(self, rights: Rights) -> None:
        super().__init__("A token says more than its rights are now.")
        self.rights = rights


def guarded(sql: str, binds: int) -> str:
    """Return a statement of one row that answers with no row unless a token's rights hold.

    It takes three binds more than the statement within, see ``asked``, and gives one column
    more, ``rights``.
    """
    numbers = ", ".join(f"${binds + number}" for number in (1, 2, 3))
    rights = f"with rights as materialized (select operations.rights_of({numbers}) as rights) "
    return rights + _GUARDED.format(sql=sql)


def asked(token: Token) -> tuple[UUID, UUID, str]:
    """Return what ``rights_of`` is asked about a token."""
    return token.grant_id, token.id, token.key_id


def rights_from(found: str | None) -> Rights:
    """Return the rights that a look-up gave as JSON; raises RightsGone where there are none."""
    if found is None:
        raise RightsGone
    return _read(found)


@lru_cache(maxsize=2_000)
def _read(found: str) -> Rights:
    """Return what a text says: the same for the same text, so that it is read only once."""
    row: Mapping[str, Any] = orjson.loads(found)
    kind, held = ClientKind(row["client_kind"]), known_scopes(row["held"] or ())
    return Rights(
        organisation_id=_uuid(row["organisation_id"]),
        person_id=_uuid(row["person_id"]),
        staff_id=_uuid(row["staff_id"]),
        role=StaffRole(row["role"]) if row["role"] else None,
        operator=row["operator"],
        client=row["client"],
        client_kind=kind,
        foreign=row["is_foreign"],
        granted=known_scopes(row["granted"]),
        held=frozenset(Scope) if kind is ClientKind.FIRST_PARTY else held,
        approved=None if row["approved"] is None else known_scopes(row["approved"]),
        member_ids=tuple(UUID(each) for each in row["member_ids"]),
    )


def check(rights: Rights, viewer: Viewer) -> None:
    """Raise RightsNarrowed where a viewer was taken for more than the rights allow."""
    if not viewer.scopes <= rights.scopes:
        raise RightsNarrowed(rights)


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)
