"""`peers organisations`: who may speak for what, decided by whoever runs the platform."""

import sys
from typing import Annotated

import typer

from api.cli.deciding import Decide, decided, invited, reviewed, verified
from api.cli.opening import with_runtime
from api.cli.options import AsJson, DatabaseUrl, DataDir, settings_of
from api.cli.organisation_tables import show_invited, show_organisations, show_review
from api.domain.ids import Code, decode
from api.domain.profiles import Profile
from api.domain.vocabulary import OrganisationKind, OrganisationStatus
from api.persistence import onboarding
from api.persistence.identity.registry import registered, waiting
from api.settings import Settings

organisations_app = typer.Typer(
    name="organisations",
    no_args_is_help=True,
    help="Who may speak for which organisation.\n\n"
    "See what waits with `list --waiting`, read the evidence with `show`, then `verify`. Each "
    "decision is kept with its evidence, which the organisation can read.",
)


def _read(given: str) -> str:
    return sys.stdin.read() if given == "-" else given


Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The organisation, as in `list`.")]
Evidence = Annotated[
    str,
    typer.Option(
        help="On what evidence: registers, letters, calls. It is kept, sealed. With - it is read "
        "from standard input, and stays out of the shell's history.",
        callback=_read,
    ),
]


@organisations_app.command("list")
def list_organisations(
    status: Annotated[
        OrganisationStatus | None,
        typer.Option(help="Only those of this status.", case_sensitive=False),
    ] = None,
    only_waiting: Annotated[
        bool, typer.Option("--waiting", help="Only those that wait for a decision.")
    ] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Show every organisation, and the claims that wait for an answer."""
    found = with_runtime(
        settings_of(data_dir, database_url),
        lambda runtime: runtime.auth.identity.run(waiting if only_waiting else registered),
    )
    chosen = [each for each in found if status in {None, each.status}]
    show_organisations(chosen, as_json=as_json)


@organisations_app.command()
def show(
    slug: Slug, as_json: AsJson = False, data_dir: DataDir = None, database_url: DatabaseUrl = None
) -> None:
    """Show what was put forward and decided. The reading is entered in its ledger."""
    settings = settings_of(data_dir, database_url)
    found, review = with_runtime(settings, lambda runtime: reviewed(runtime, slug))
    show_review(found, review, as_json=as_json)


@organisations_app.command()
def verify(
    slug: Slug,
    evidence: Evidence,
    claim: Annotated[
        str | None,
        typer.Option(help="Of an unclaimed one: the claim that is accepted. All others lapse."),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Verify an applicant, or accept a claim on an organisation that came from a feed."""
    claim_id = decode(claim, expected=Code.STAFF)[1] if claim else None
    found = with_runtime(
        settings_of(data_dir, database_url),
        lambda runtime: verified(runtime, slug, evidence, claim_id),
    )
    show_organisations([found], as_json=as_json)


@organisations_app.command()
def suspend(
    slug: Slug,
    evidence: Evidence,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Take an organisation and all of it out of sight, and revoke what anybody was granted."""
    settings = settings_of(data_dir, database_url)
    _decide(settings, slug, evidence, onboarding.suspend, as_json=as_json)


@organisations_app.command()
def restore(
    slug: Slug,
    evidence: Evidence,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Let a suspended organisation be what it was before."""
    settings = settings_of(data_dir, database_url)
    _decide(settings, slug, evidence, onboarding.restore, as_json=as_json)


@organisations_app.command()
def invite(
    name: Annotated[str, typer.Argument(help="The name of the organisation.")],
    kind: Annotated[
        OrganisationKind, typer.Option(help="What it is to the platform.", case_sensitive=False)
    ],
    evidence: Evidence,
    country: Annotated[str | None, typer.Option(help="Its country, such as DE.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="A language it works in; repeat it for more.")
    ] = None,
    website: Annotated[str | None, typer.Option(help="Its web address.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Add an organisation, and print the single-use link for its first owner."""
    profile = Profile(
        name=name, kind=kind, country=country, languages=tuple(language or ()), website=website
    )
    settings = settings_of(data_dir, database_url)
    made, secret = with_runtime(settings, lambda runtime: invited(runtime, profile, evidence))
    show_invited(made, f"{settings.base_url}/invitations#{secret}", as_json=as_json)


def _decide(settings: Settings, slug: str, evidence: str, decide: Decide, *, as_json: bool) -> None:
    found = with_runtime(settings, lambda runtime: decided(runtime, slug, evidence, decide))
    show_organisations([found], as_json=as_json)
