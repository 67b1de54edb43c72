"""Limits on what may be asked, checked before anything runs and linear in the document."""

from api.schema.limits.bounds import Limits
from api.schema.limits.document import check_document, parse_document
from api.schema.limits.nodes import NodeBudget, node_budget
from api.schema.limits.validation import validate_document

__all__ = [
    "Limits",
    "NodeBudget",
    "check_document",
    "node_budget",
    "parse_document",
    "validate_document",
]
