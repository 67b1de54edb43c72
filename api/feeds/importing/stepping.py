"""The step of one thing: made anew, or a three-way difference to what is here."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.domain.ids import Code
from api.feeds.importing.merging import FIELDS, Thing, comparable, merge, told
from api.feeds.importing.plan import Outcome, Step
from api.persistence.imports import ImportRecord


def new_step[T: Thing](kind: Code, key: str, said: T) -> Step[T]:
    """Return the step of what is made."""
    content = comparable(said)
    imported = told(said, {name: content[name] for name in FIELDS[kind]})
    return Step(
        kind=kind,
        external_id=key,
        before=None,
        after=said,
        outcome=Outcome.NEW,
        record=_record(kind, key, said, imported),
        said=imported,
    )


def known_step[T: Thing](
    kind: Code,
    key: str,
    here: T,
    said: T,
    *,
    unstated: frozenset[str],
    record: ImportRecord | None,
) -> Step[T]:
    """Return the step of what is here; without a record the feed has it for the first time."""
    last: Mapping[str, Any] = {} if record is None else record.imported
    if record is not None and record.removed_at is not None:
        # What was archived for being gone comes back, whatever the feed says of states.
        unstated -= {"status"}
    content, now = comparable(said), comparable(here)
    merged = merge(here, said, last, _stated(kind, unstated))
    left = {name: last.get(name, now[name]) for name in unstated}
    imported = told(merged.thing, {name: content[name] for name in FIELDS[kind]} | left)
    same = record is not None and record.imported == imported and record.removed_at is None
    known = record or _record(kind, key, here, imported)
    return Step(
        kind=kind,
        external_id=key,
        before=here,
        after=merged.thing,
        outcome=_outcome(merged.changed, merged.kept),
        record=None if same else replace(known, imported=imported, removed_at=None),
        kept=merged.kept,
        said=imported,
    )


def _stated(kind: Code, unstated: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in FIELDS[kind] if name not in unstated)


def _record(kind: Code, key: str, thing: Thing, imported: Mapping[str, Any]) -> ImportRecord:
    return ImportRecord(id=None, thing=kind, external_id=key, thing_id=thing.id, imported=imported)


def _outcome(changed: tuple[str, ...], kept: tuple[str, ...]) -> Outcome:
    if changed:
        return Outcome.CHANGED
    return Outcome.KEPT if kept else Outcome.UNCHANGED
