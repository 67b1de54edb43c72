"""Encrypted leaves: read as ciphertext in place, opened in Python, entered in the ledger."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, select

from api.persistence.keys import Keyring, Sealed
from api.persistence.reading import json

if TYPE_CHECKING:
    from api.persistence.reading.ask import Ask, Path
    from api.persistence.reading.compile import Compiler
    from api.persistence.reading.views import Row, Secret


@dataclass(frozen=True, slots=True)
class SecretPath:
    """Where in the answer a leaf stands (``*`` for every item of a list), and what it is."""

    path: Path
    thing: str
    field: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One field of one thing, told to the viewer: a row of the ledger."""

    thing: str
    thing_id: UUID
    field: str


def leaf(compiler: Compiler, bound: Secret, row: Row, ask: Ask) -> ColumnElement[Any]:
    """Return the ciphertext with the wrapped key that opens it, or null.

    Without an organisation there is nothing to read: the scopes were checked before, and
    this fails closed should that ever be forgotten.
    """
    organisation = ask.organisation
    if organisation is None:
        return json.NULL
    compiler.secrets.append(SecretPath(ask.path, bound.thing, bound.column))
    return _sealed(bound, row, organisation)


def _sealed(bound: Secret, row: Row, organisation: ColumnElement[Any]) -> ColumnElement[Any]:
    table, keys = bound.table.alias(), bound.keys.alias()
    value = table.c[bound.column]
    sealed = json.build_object(
        [
            ("sealed", _base64(value)),
            ("key", _base64(keys.c.wrapped)),
            ("key_id", keys.c.id),
            ("thing_id", table.c[bound.owner]),
        ]
    )
    same_owner = keys.c.organisation_id == table.c.organisation_id
    return (
        select(sealed)
        .select_from(table.join(keys, same_owner & (keys.c.id == table.c.key_id)))
        .where(
            table.c.organisation_id == organisation,
            table.c[bound.owner] == row.columns.c.id,
            value.is_not(None),
        )
        .correlate(*row.around, row.columns)
        .scalar_subquery()
    )


def open_leaves(
    answer: Any,
    paths: Sequence[SecretPath],
    keyring: Keyring,
    organisation: UUID,
) -> list[Disclosure]:
    """Replace every ciphertext in the answer by its plain text; return what was disclosed."""
    found: list[Disclosure] = []
    for secret in paths:
        *before, last = (str(step) for step in secret.path)
        for holder in _walk(answer, before):
            sealed = holder.get(last)
            if sealed is None:
                continue
            thing_id = UUID(sealed["thing_id"])
            box = Sealed(
                text=b64decode(sealed["sealed"]),
                wrapped=b64decode(sealed["key"]),
                key_id=UUID(sealed["key_id"]),
            )
            place = ("confidential." + secret.thing, secret.field, thing_id)
            holder[last] = keyring.open(box, organisation, place)
            found.append(Disclosure(secret.thing, thing_id, secret.field))
    return found


def _walk(value: Any, path: list[str]) -> Iterator[dict[str, Any]]:
    if value is None:
        return
    if not path:
        if isinstance(value, dict):
            yield value
        return
    step, *rest = path
    if step == "*":
        for item in value:
            yield from _walk(item, rest)
    else:
        yield from _walk(value.get(step), rest)


def _base64(value: ColumnElement[Any]) -> ColumnElement[str]:
    return func.encode(value, literal_column("'base64'"))
