"""What the first bytes of a file give away: that it cannot be what it is sent as.

Nothing here reads on, so a file is refused for its kind before anything of it is understood.
"""

from api.domain.import_words import ImportFormat
from api.feeds.errors import FeedNotReadable

HEAD_BYTES = 1024

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = (*_ZIP, b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"7z\xbc\xaf", b"Rar!")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_UTF_8 = b"\xef\xbb\xbf"


def refuse_foreign(head: bytes, form: ImportFormat) -> None:
    """Raise FeedNotReadable for what starts as a file of another kind does."""
    if head.startswith((*_PACKED, _OLD_EXCEL)):
        raise FeedNotReadable(
            "This is an archive or a workbook, and nothing is unpacked here.",
            remedy="Send the file itself; from a spreadsheet, save the sheet as CSV.",
        )
    # Text in UTF-16 is half NUL where it is Latin; a single one is for the row to answer for.
    if head.startswith(_UTF_16) or head.count(0) > len(head) // 4:
        raise FeedNotReadable(
            "This is not text in UTF-8.", remedy="Save it as UTF-8 and send it again."
        )
    text = head.removeprefix(_UTF_8).lstrip()
    if text.startswith(b"<"):
        raise FeedNotReadable(
            "This is a page of HTML or XML, not a feed.",
            remedy="Send what stands behind the page: the file that it offers, or its feed.",
        )
    if form is ImportFormat.MEETING_GUIDE and not text.startswith((b"[", b"{")):
        raise FeedNotReadable(
            "This is not JSON.", remedy="A Meeting Guide feed starts with a bracket or a brace."
        )
