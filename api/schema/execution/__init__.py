"""Running operations: documents prepared once, queries read in SQL, mutations in transactions."""

from api.schema.execution.admission import lacking, revoked
from api.schema.execution.documents import Documents
from api.schema.execution.executor import Asked, Executor, Response
from api.schema.execution.once import REPLAYED, checked_key, key_for, key_refused

__all__ = [
    "REPLAYED",
    "Asked",
    "Documents",
    "Executor",
    "Response",
    "checked_key",
    "key_for",
    "key_refused",
    "lacking",
    "revoked",
]
