"""Validation against the schema, with a bound on its one step that is not linear."""

from graphql import DocumentNode, GraphQLError, GraphQLSchema, validate
from graphql.validation.rules import overlapping_fields_can_be_merged

from api.schema.limits.bounds import Limits

# The rule compares every two fields of one response name, and graphql-core reads this attribute
# for its bound. Its default lets 420 equal fields hold the event loop for over half a second.
overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 50_000


def validate_document(
    schema: GraphQLSchema, document: DocumentNode, limits: Limits, *, hide_suggestions: bool
) -> list[GraphQLError]:
    """Return at most ``limits.errors`` errors of a document that ``check_document`` let pass.

    ``hide_suggestions`` belongs to a server without introspection, since a suggestion names
    what the caller may not list. The messages quote values: answer ``public_errors`` of them.
    """
    errors = validate(schema, document, max_errors=limits.errors, hide_suggestions=hide_suggestions)
    return errors[: limits.errors]
