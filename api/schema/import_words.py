"""The vocabularies of imports as enums of the schema."""

from enum import auto

from api.domain.feeds import FeedProblem
from api.domain.import_words import ImportFormat, ImportProblem, ImportStatus
from api.domain.vocabulary import Word
from api.feeds.importing import Outcome
from api.feeds.values import Severity
from api.schema.enums import enum

enum(
    "How what is imported is written.",
    MEETING_GUIDE="A Meeting Guide feed: JSON.",
    CSV="A spreadsheet in the columns of the template.",
)(ImportFormat)
enum(
    "How far an import is.",
    RECEIVED="It is there, and is being read.",
    READY="It shows what it would do, and waits for somebody to want that.",
    APPLYING="It is being written.",
    APPLIED="It was written.",
    FAILED="Nothing can come of it.",
    DROPPED="Somebody gave it up.",
)(ImportStatus)
enum(
    "Why an import failed, or is shown again.",
    UNREADABLE="Nothing of it could be read; see `explanation`.",
    NOTHING_READ="Not one row of it could be understood; see `problems`.",
    CHANGED_MEANWHILE="It would do something else by now: look at it again.",
    TOO_MANY_REMOVALS="It would archive more than a fifth of what its source had.",
    NOT_FINISHED="It was tried several times and never came to its end.",
)(ImportProblem)
enum(
    "What an import does to a thing.",
    NEW="Makes it.",
    CHANGED="Changes some of its fields.",
    REMOVED="Archives it, since its source does not have it any more.",
    KEPT="Leaves it, although the source says something else: it was changed here.",
    UNCHANGED="Nothing.",
)(Outcome)
enum(
    "What was done about something wrong with a row.",
    REFUSED="The row was left out.",
    DROPPED="A value was left out.",
    WARNING="Nothing; it deserves a look.",
)(Severity)
enum(
    "Why the last run of a feed brought nothing.",
    UNREACHABLE="The address did not answer in time, or not with a whole feed.",
    NOT_A_FEED="The address answered something that is no feed.",
    WAITING="An earlier import of it waits to be decided on.",
)(FeedProblem)


@enum(
    "What imports are about.",
    VENUE="Places, online rooms and telephone lines.",
    GROUP="Groups.",
    MEETING="Meetings.",
)
class ImportedThing(Word):
    VENUE = auto()
    GROUP = auto()
    MEETING = auto()


__all__ = [
    "FeedProblem",
    "ImportFormat",
    "ImportProblem",
    "ImportStatus",
    "ImportedThing",
    "Outcome",
    "Severity",
]
