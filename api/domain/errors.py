"""Every refusal of the domain, drawn as one tree.

Refusal
├── InvalidInput              INVALID_INPUT           a value that cannot be what it claims to be
│   ├── RecurrenceRefused     RECURRENCE_REFUSED      a first start and a rule that do not fit
│   │   └── RuleNotSupported  RULE_NOT_SUPPORTED      a recurrence rule outside the supported part
│   ├── UnknownTimeZone       UNKNOWN_TIME_ZONE       not a name of the IANA time-zone database
│   ├── BeyondHorizon         BEYOND_HORIZON          a date after the last computed occurrence
│   └── InvalidId             INVALID_ID              malformed, or the id of another type of thing
├── NotFound                  NOT_FOUND               absent, foreign or forbidden: all look alike
├── Forbidden                 FORBIDDEN               the actor may never do this
├── VersionConflict           VERSION_CONFLICT        somebody else changed it in between
└── NotPossibleNow            NOT_POSSIBLE_NOW        the state of the thing forbids it
    ├── RemovalsNotAllowed    REMOVALS_NOT_ALLOWED    an import that would archive too much
    └── AlreadyCancelled      ALREADY_CANCELLED       a cancelled occurrence cannot be cancelled
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar


class Refusal(Exception):
    """A fact that stops a decision: a stable ``code``, words for a person, and where it is.

    ``path`` names the part of the input at fault, outermost first. Messages never
    repeat an input value, since they may reach logs.
    """

    code: ClassVar[str]

    def __init__(self, message: str, *, path: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.path = path


class InvalidInput(Refusal):
    code = "INVALID_INPUT"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would be accepted instead of a recurrence: a first start, a rule, or both."""

    local_start: datetime | None = None
    rule: str | None = None


class RecurrenceRefused(InvalidInput):
    """``suggestion`` is what comes near and would be accepted, where there is such a thing."""

    code = "RECURRENCE_REFUSED"

    def __init__(
        self, message: str, *, path: tuple[str, ...] = (), suggestion: Suggestion | None = None
    ) -> None:
        super().__init__(message, path=path)
        self.suggestion = suggestion


class RuleNotSupported(RecurrenceRefused):
    code = "RULE_NOT_SUPPORTED"


class UnknownTimeZone(InvalidInput):
    code = "UNKNOWN_TIME_ZONE"


class BeyondHorizon(InvalidInput):
    """``last_date`` is that of the last occurrence that can be known, in UTC."""

    code = "BEYOND_HORIZON"

    def __init__(self, last_date: date, *, path: tuple[str, ...] = ()) -> None:
        super().__init__(f"Occurrences are known until {last_date.isoformat()}.", path=path)
        self.last_date = last_date


class InvalidId(InvalidInput):
    code = "INVALID_ID"


class NotFound(Refusal):
    code = "NOT_FOUND"


class Forbidden(Refusal):
    code = "FORBIDDEN"


class VersionConflict(Refusal):
    code = "VERSION_CONFLICT"


class NotPossibleNow(Refusal):
    code = "NOT_POSSIBLE_NOW"


class RemovalsNotAllowed(NotPossibleNow):
    code = "REMOVALS_NOT_ALLOWED"


class AlreadyCancelled(NotPossibleNow):
    code = "ALREADY_CANCELLED"
