"""Running operations: documents prepared once, queries read in SQL, mutations in transactions."""

from api.schema.execution.admission import lacking, revoked
from api.schema.execution.documents import Documents
from api.schema.execution.executor import Asked, Executor, Response

__all__ = ["Asked", "Documents", "Executor", "Response", "lacking", "revoked"]
