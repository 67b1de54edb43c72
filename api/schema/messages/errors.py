"""The words for errors that graphql-core found, without the values that it quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from graphql import GraphQLError, GraphQLSyntaxError, ValueNode, VariableNode
from graphql.language import ObjectFieldNode

from api.schema.messages.codes import ErrorCode, Location, RequestRefused, entry, extensions_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.schema.limits import Limits

# The part of a message that graphql-core wrote before it began to quote. Each alternative ends
# before the first word that the caller may have chosen freely.
_SYNTAX_OPENING: Final = re.compile(
    r"Expected (?:'[^']{1,20}'|<?[A-Za-z]+>?), found (?:'[^']{1,3}'|<?[A-Za-z]+>?)"
    r"|Unexpected (?:'[^']{1,3}'|<?[A-Za-z ]+>?)"
    r"|Invalid (?:number|character within String|character escape sequence"
    r"|Unicode escape sequence|character)"
    r"|Unterminated string"
    r"|Document (?:contains more than \d+ (?:tokens|comments)|is nested too deeply)"
)
_NAME: Final = r"[_A-Za-z][_0-9A-Za-z]{0,63}"
_TYPE: Final = rf"\[*{_NAME}[\]!]*"
_VARIABLE_OPENING: Final = re.compile(
    rf"Variable '\$({_NAME})' has invalid (?:default )?value(?: at ([.\[\]_0-9A-Za-z]{{1,200}}))?: "
)
_ARGUMENT_OPENING: Final = re.compile(rf"Argument '({_NAME})' ")
_VALUE_OPENING: Final = re.compile(
    rf"Expected value of type '{_TYPE}' to include required field '{_NAME}'"
    rf"|Expected value of type '{_TYPE}' not to include unknown field '{_NAME}'"
    rf"|Expected (?:a )?value of non-null type '{_TYPE}' (?:not to be None|to be provided)"
    rf"|Within OneOf Input Object type '{_NAME}', exactly one field must be specified,"
    r" and the value for that field must be non-null"
)
_VALUE_TYPE: Final = re.compile(
    rf"Expected value of type '({_TYPE})'|Enum '({_NAME})' cannot represent"
    r"|(Int|Float|String|Boolean|ID) cannot represent"
    # The greedy start finds the last occurrence; what follows that one is of the schema.
    rf"|(?s:.*) does not exist in '({_NAME})' enum\."
)
_OPERATION_OPENINGS: Final = ("Must provide ", "Unknown operation named ")
_ABORTED: Final = {
    "Variable values are nested too deeply.": (
        ErrorCode.BAD_USER_INPUT,
        "The variables are nested too deeply.",
    ),
    "Too many errors processing variables, error limit reached. Execution aborted.": (
        ErrorCode.BAD_USER_INPUT,
        "There are more errors in the variables than are reported.",
    ),
    "Too many validation errors, error limit reached. Validation aborted.": (
        ErrorCode.GRAPHQL_VALIDATION_FAILED,
        "There are more errors in the document than are reported.",
    ),
    "Validation aborted.": (
        ErrorCode.LIMIT_EXCEEDED,
        "The document writes the same fields too often, or nests them too deeply, to be checked.",
    ),
}
_LONG_NAME: Final = re.compile(r"[_0-9A-Za-z]{65,}")
_LONGEST_MESSAGE: Final = 500
LATER: Final = "The answer took too long, or the database is away. Ask for less, or again soon."
_INTERNAL: Final = "Something went wrong on our side; the request id finds it in our log."


def public_errors(
    errors: Sequence[GraphQLError], limits: Limits, request_id: str | None = None
) -> list[dict[str, object]]:
    """Format parse, validation, coercion and execution errors for the answer.

    At most ``limits.errors`` are returned, each with a code and without any value of the
    request. An error that carries one of our codes is ours, and keeps its words and its further
    extensions; every other error with a path, or with a Python exception behind it, is internal.
    Suggestions are hidden by ``validate(hide_suggestions=...)``, not here.
    """
    return [_formatted(error, request_id) for error in errors[: limits.errors]]


def syntax_message(error: GraphQLSyntaxError) -> str:
    """Say what the parser expected and which kind of token it met, without the token."""
    opening = _SYNTAX_OPENING.match(error.description)
    return f"Syntax error: {opening[0].strip() if opening else 'this cannot be read'}."


def locations_of(error: GraphQLError) -> tuple[Location, ...]:
    """Return the lines and columns of an error, counted from one."""
    return tuple((place.line, place.column) for place in error.locations or ())


def _formatted(error: GraphQLError, request_id: str | None) -> dict[str, object]:
    refused = _own(error) or RequestRefused(*_told(error))
    return entry(
        refused.message, locations_of(error), error.path, extensions_of(refused, request_id)
    )


def _own(error: GraphQLError) -> RequestRefused | None:
    extensions = error.extensions or {}
    code = extensions.get("code")
    if not isinstance(code, str) or code not in ErrorCode:
        return None
    return RequestRefused(ErrorCode(code), _clipped(error.message), details=extensions)


def _told(error: GraphQLError) -> tuple[ErrorCode, str]:
    if isinstance(error, GraphQLSyntaxError):
        return ErrorCode.GRAPHQL_PARSE_FAILED, syntax_message(error)
    variable = _VARIABLE_OPENING.match(error.message)
    if variable and not error.path:
        where = f" at '{variable[2].lstrip('.')}'" if variable[2] else ""
        reason = _value_message(error.message[variable.end() :])
        return ErrorCode.BAD_USER_INPUT, f"Variable '${variable[1]}'{where}: {reason}"
    if error.path is not None:
        return _told_of_execution(error)
    if error.message in _ABORTED:
        return _ABORTED[error.message]
    return _told_of_document(error)


def _told_of_execution(error: GraphQLError) -> tuple[ErrorCode, str]:
    argument = _ARGUMENT_OPENING.match(error.message)
    if argument and isinstance(error.original_error, GraphQLError | None):
        return ErrorCode.BAD_USER_INPUT, f"Argument '{argument[1]}' does not fit its type."
    return ErrorCode.INTERNAL_SERVER_ERROR, _INTERNAL


def _told_of_document(error: GraphQLError) -> tuple[ErrorCode, str]:
    code = ErrorCode.GRAPHQL_VALIDATION_FAILED
    at = error.nodes[0] if error.nodes else None
    if isinstance(at, ObjectFieldNode | ValueNode) and not isinstance(at, VariableNode):
        # A scalar that does not like a value may raise anything.
        return code, _value_message(error.message)
    if not isinstance(error.original_error, GraphQLError | None):
        return ErrorCode.INTERNAL_SERVER_ERROR, _INTERNAL
    if at is not None:
        return code, _clipped(error.message)
    if error.message.startswith(_OPERATION_OPENINGS):
        code = ErrorCode.OPERATION_RESOLUTION_FAILURE
        return code, "The document does not hold exactly one operation of the name asked for."
    return code, "The document holds something that does not fit its place."


def _value_message(message: str) -> str:
    opening = _VALUE_OPENING.match(message)
    if opening:
        return f"{opening[0]}."
    named = _VALUE_TYPE.match(message)
    expected = next((name for name in named.groups() if name), None) if named else None
    return f"This value does not fit the type {f"'{expected}' " if expected else ''}expected here."


def _clipped(message: str) -> str:
    short = _LONG_NAME.sub("…", message)
    return short if len(short) <= _LONGEST_MESSAGE else short[: _LONGEST_MESSAGE - 1] + "…"
