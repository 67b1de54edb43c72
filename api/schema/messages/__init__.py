"""What a caller is told when a request is refused: one vocabulary of codes, no values.

graphql-core quotes what it read ("Int cannot represent non-integer value: ..."), and what it
read may be the name or the story of a person. Nothing of that may reach an answer or a log, so
messages are rebuilt here from the words of the schema and the names of the document only.
"""

from api.schema.messages.codes import ErrorCode, RequestRefused
from api.schema.messages.errors import LATER, locations_of, public_errors, syntax_message

__all__ = [
    "LATER",
    "ErrorCode",
    "RequestRefused",
    "locations_of",
    "public_errors",
    "syntax_message",
]
