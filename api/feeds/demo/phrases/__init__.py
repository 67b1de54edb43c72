"""Phrases that the texts of the demo world are put together from, one table per language."""

from collections.abc import Mapping

from api.feeds.demo.phrases.dutch import DUTCH
from api.feeds.demo.phrases.english import ENGLISH
from api.feeds.demo.phrases.french import FRENCH
from api.feeds.demo.phrases.german import GERMAN
from api.feeds.demo.phrases.italian import ITALIAN
from api.feeds.demo.phrases.japanese import JAPANESE
from api.feeds.demo.phrases.names import ARABIC, THAI
from api.feeds.demo.phrases.portuguese import PORTUGUESE
from api.feeds.demo.phrases.spanish import SPANISH
from api.feeds.demo.phrases.table import Phrases, Remark

PHRASES: Mapping[str, Phrases] = {
    table.language: table
    for table in (
        ENGLISH,
        GERMAN,
        SPANISH,
        FRENCH,
        PORTUGUESE,
        ITALIAN,
        DUTCH,
        JAPANESE,
        ARABIC,
        THAI,
    )
}

__all__ = ["ENGLISH", "PHRASES", "Phrases", "Remark"]
