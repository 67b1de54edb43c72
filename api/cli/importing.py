"""`peers import`: a feed into the catalogue, with a look at what it is going to change."""

import asyncio
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from api.app import accessed, opened
from api.cli import import_options as given
from api.cli import import_tables
from api.cli.options import AsJson, DatabaseUrl, DataDir, err, out, settings_of
from api.feeds.importing import Options, Plan, Report, Watch, check_topics, import_feed
from api.feeds.meeting_guide import WeekdayConvention, read_feed, translate
from api.feeds.meeting_guide.unreadable import unreadable_slugs
from api.persistence.migrate import migrate, pending
from api.persistence.store import Store
from api.settings import Settings

import_app = typer.Typer(name="import", help="Import a feed into a network.", no_args_is_help=True)


@import_app.callback()
def _one_format_of_several() -> None:
    """Keep the name of the format as a command, since there will be more of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a feed is, and how it is to be read."""

    address: str
    time_zone: str | None = None
    country: str | None = None
    weekdays: WeekdayConvention = WeekdayConvention.MEETING_GUIDE


@import_app.command("meeting-guide")
def meeting_guide(
    source: given.Feed,
    network: given.Network,
    organisation: given.Organisation = None,
    source_name: given.SourceName = "meeting-guide",
    topic: given.Topics = None,
    language: given.Language = "en",
    time_zone: given.TimeZone = None,
    country: given.Country = None,
    weekdays: given.Weekdays = WeekdayConvention.MEETING_GUIDE,
    draft: given.Draft = False,
    dry_run: given.DryRun = False,
    allow_removals: given.AllowRemovals = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Import a Meeting Guide feed. Importing it again changes only what changed."""
    options = Options(
        network=network,
        organisation=organisation,
        source=source_name,
        topics=tuple(topic or ()),
        language=language,
        draft=draft,
        allow_removals=allow_removals,
        dry_run=dry_run,
    )
    feed = Source(address=source, time_zone=time_zone, country=country, weekdays=weekdays)
    _run(settings_of(data_dir, database_url), feed, options, as_json=as_json)


def _run(settings: Settings, source: Source, options: Options, *, as_json: bool) -> None:
    # Before anything that needs a database, so that a misspelt topic does not start one.
    check_topics(options.topics)
    report = asyncio.run(_import(settings, source, options, err if as_json else out))
    if as_json:
        typer.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        import_tables.print_report(out, report)


async def _import(settings: Settings, source: Source, options: Options, console: Console) -> Report:
    with ExitStack() as stack:
        access = accessed(settings, stack, progress=err.print)
        if settings.database_url is None and access.owner_url and await pending(access.owner_url):
            await migrate(access.owner_url)
        async with opened(access, settings) as runtime:
            now = datetime.now(UTC)
            return await import_meeting_guide(runtime.store, source, options, console, now=now)


async def import_meeting_guide(
    store: Store, source: Source, options: Options, console: Console, *, now: datetime
) -> Report:
    """Read, translate and import a feed, with the progress and the difference on a console.

    Raises FeedNotReadable and the refusals of ``import_feed``.
    """
    check_topics(options.topics)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        raw = read_feed(source.address)
        feed = translate(
            raw,
            default_time_zone=source.time_zone,
            weekdays=source.weekdays,
            default_country=source.country,
            language=options.language,
            topics=options.topics,
            status=options.group_status,
            progress=_bar(bars, "Reading"),
        )

        def show(plan: Plan) -> None:
            import_tables.print_plan(bars.console, plan)

        watch = Watch(show=show, progress=_bar(bars, "Writing"))
        unreadable = unreadable_slugs(raw, feed)
        return await import_feed(store, feed, options, now=now, unreadable=unreadable, watch=watch)


def _bar(bars: Progress, description: str) -> Callable[[int, int | None], None]:
    task = bars.add_task(description, total=None)

    def move(done: int, total: int | None) -> None:
        bars.update(task, completed=done, total=total)

    return move
