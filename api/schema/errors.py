"""Errors as data: what a refusal of the domain becomes in a mutation's payload."""

from datetime import date
from enum import auto

import strawberry

from api.domain import errors
from api.domain.vocabulary import Word
from api.schema.access import PUBLIC
from api.schema.entities import Entity
from api.schema.enums import enum
from api.schema.node import Node
from api.schema.scalars import LocalDateTime


@enum(
    "Why a change was refused.",
    INVALID_INPUT="A value cannot be what it claims to be.",
    RECURRENCE_REFUSED="A first start and a rule do not fit together.",
    RULE_NOT_SUPPORTED="A recurrence rule is outside the supported part.",
    UNKNOWN_TIME_ZONE="A time zone is not one of the IANA time-zone database.",
    BEYOND_HORIZON="A date lies after the last occurrence that is known.",
    INVALID_ID="An id is malformed, or one of another type of thing.",
    NOT_FOUND="There is no such thing, as far as you may know.",
    FORBIDDEN="You may never do this.",
    VERSION_CONFLICT="Somebody else changed it in between.",
    NOT_POSSIBLE_NOW="The state of the thing forbids it.",
    REMOVALS_NOT_ALLOWED="An import would archive too much.",
    ALREADY_CANCELLED="It is cancelled already.",
)
class UserErrorCode(Word):
    INVALID_INPUT = auto()
    RECURRENCE_REFUSED = auto()
    RULE_NOT_SUPPORTED = auto()
    UNKNOWN_TIME_ZONE = auto()
    BEYOND_HORIZON = auto()
    INVALID_ID = auto()
    NOT_FOUND = auto()
    FORBIDDEN = auto()
    VERSION_CONFLICT = auto()
    NOT_POSSIBLE_NOW = auto()
    REMOVALS_NOT_ALLOWED = auto()
    ALREADY_CANCELLED = auto()


@strawberry.interface(description="Why a change was refused.", directives=[PUBLIC])
class UserError:
    code: UserErrorCode = strawberry.field(description="The reason, for programs.")
    message: str = strawberry.field(description="The reason, for people.")
    path: list[str] = strawberry.field(description="The part of the input at fault.")


@strawberry.type(description="Something in the input cannot be as it is.", directives=[PUBLIC])
class InvalidInput(UserError):
    pass


@strawberry.type(description="What would be accepted of a recurrence.", directives=[PUBLIC])
class RecurrenceSuggestion:
    local_start: LocalDateTime | None = strawberry.field(description="A first start.")
    rule: str | None = strawberry.field(description="A recurrence rule, RFC 5545.")


@strawberry.type(description="A meeting cannot recur in this way.", directives=[PUBLIC])
class RecurrenceRefused(UserError):
    suggestion: RecurrenceSuggestion | None = strawberry.field(
        description="What comes near and would be accepted."
    )


@strawberry.type(description="A date lies too far ahead to be known.", directives=[PUBLIC])
class BeyondHorizon(UserError):
    last_date: date = strawberry.field(
        description="The date of the last occurrence that can be known, in UTC."
    )


@strawberry.type(description="There is no such thing, as far as you may know.", directives=[PUBLIC])
class NotFound(UserError):
    pass


@strawberry.type(description="You may not do this.", directives=[PUBLIC])
class Forbidden(UserError):
    pass


@strawberry.type(description="The state of the thing forbids it.", directives=[PUBLIC])
class NotPossibleNow(UserError):
    pass


@strawberry.type(description="Somebody else changed it in between.", directives=[PUBLIC])
class VersionConflict(UserError):
    current: Node | None = strawberry.field(description="The thing as it is now.")


_KINDS: tuple[tuple[type[errors.Refusal], type[UserError]], ...] = (
    (errors.InvalidInput, InvalidInput),
    (errors.NotFound, NotFound),
    (errors.Forbidden, Forbidden),
    (errors.NotPossibleNow, NotPossibleNow),
)


USER_ERRORS = (*(kind for _, kind in _KINDS), RecurrenceRefused, BeyondHorizon, VersionConflict)


def user_error(refusal: errors.Refusal, current: Entity | None = None) -> UserError:
    """Return a refusal as a member of ``errors``; ``current`` is for a conflict of versions."""
    code, path = UserErrorCode(refusal.code), list(refusal.path)
    if isinstance(refusal, errors.VersionConflict):
        return VersionConflict(code=code, message=refusal.message, path=path, current=current)  # pyright: ignore[reportArgumentType] - an Entity stands for the type
    if isinstance(refusal, errors.RecurrenceRefused):
        near = _suggestion(refusal.suggestion)
        return RecurrenceRefused(code=code, message=refusal.message, path=path, suggestion=near)
    if isinstance(refusal, errors.BeyondHorizon):
        last = refusal.last_date
        return BeyondHorizon(code=code, message=refusal.message, path=path, last_date=last)
    kind = next(kind for refused, kind in _KINDS if isinstance(refusal, refused))
    return kind(code=code, message=refusal.message, path=path)


def _suggestion(near: errors.Suggestion | None) -> RecurrenceSuggestion | None:
    if near is None:
        return None
    start = near.local_start and LocalDateTime(near.local_start)
    return RecurrenceSuggestion(local_start=start, rule=near.rule)
