"""The demo world, which an empty embedded database begins with."""

from datetime import UTC, datetime

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.cli.options import err
from api.feeds.demo import load_demo
from api.persistence.database import Database, is_empty
from api.persistence.store import Store


async def load_demo_world(database: Database, store: Store) -> None:
    """Load the demo world where there is nothing yet, so that a first query has an answer."""
    if not await is_empty(database):
        return
    columns = TextColumn("Loading the demo world"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("demo")
        report = await load_demo(
            store,
            datetime.now(UTC),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    err.print(
        f"Loaded the demo world: {report.groups} invented groups in {report.networks} networks."
    )
