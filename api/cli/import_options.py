"""The options of `peers import`, each with the line that explains it."""

from typing import Annotated

import typer

from api.feeds.meeting_guide import WeekdayConvention

Feed = Annotated[str, typer.Argument(metavar="FILE|URL", help="The feed, as JSON.")]
Network = Annotated[str, typer.Option(help="Slug of the network; made if absent.")]
Organisation = Annotated[
    str | None,
    typer.Option(help="Slug of its organisation; made if absent, called as the network."),
]
SourceName = Annotated[
    str, typer.Option("--source", help="Name of this feed: removals stay within it.")
]
Topics = Annotated[
    list[str] | None,
    typer.Option("--topic", help="Slug of a topic of all groups; repeat it for more."),
]
Language = Annotated[str, typer.Option(help="Language of the texts (BCP 47).")]
TimeZone = Annotated[str | None, typer.Option(help="IANA zone of rows that state none.")]
Country = Annotated[str | None, typer.Option(help="Country of rows that state none.")]
Weekdays = Annotated[
    WeekdayConvention, typer.Option(help="How the feed counts days.", case_sensitive=False)
]
Draft = Annotated[bool, typer.Option("--draft", help="Import without publishing.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show, but write nothing.")]
AllowRemovals = Annotated[
    bool, typer.Option("--allow-removals", help="Archive however much is gone.")
]
