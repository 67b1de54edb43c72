"""The example feed, which an empty embedded database begins with."""

from datetime import UTC, datetime
from pathlib import Path

from api.cli.importing import Source, import_meeting_guide
from api.cli.options import err
from api.feeds.importing import Options
from api.persistence.database import Database, is_empty
from api.persistence.store import Store

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "meeting-guide.json"
TIME_ZONE = "America/New_York"


async def load_example(database: Database, store: Store) -> None:
    """Import the example feed where there is nothing yet, so that a first query has an answer."""
    if not await is_empty(database):
        return
    source = Source(address=str(EXAMPLE), time_zone=TIME_ZONE)
    options = Options(network="example", source="example", topics=("mental-health",))
    await import_meeting_guide(store, source, options, err, now=datetime.now(UTC))
