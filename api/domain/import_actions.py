"""What may be done with an import as it stands."""

from collections.abc import Mapping
from enum import auto

from api.domain.actions import Condition
from api.domain.import_words import ImportStatus
from api.domain.scopes import Scope
from api.domain.vocabulary import Word


class ImportAction(Word):
    APPLY = auto()
    DROP = auto()


def _in(*statuses: ImportStatus) -> Condition:
    return Condition(scope=Scope.GROUPS_MANAGE, statuses=frozenset(statuses))


IMPORT_ACTIONS: Mapping[ImportAction, Condition] = {
    ImportAction.APPLY: _in(ImportStatus.READY),
    ImportAction.DROP: _in(ImportStatus.RECEIVED, ImportStatus.READY),
}
"""The one table of it. What is being written, or has ended, is left alone."""
