"""Templates become answers, with the headers that keep a reader's visit to themselves."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from api.http.pages import names, times, words
from api.http.pages.asking import Json
from api.http.pages.facts import facts, newcomers
from api.http.pages.sheets.words import ONE, comes_to, field

HTTP: Final = Path(__file__).resolve().parents[1]
# Another site that says nothing about this one.
QUICK_EXIT: Final = "https://duckduckgo.com/?q=weather"
POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS: Final = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(), interest-cohort=()",
}
# For pages that search without leaving them.
ASKS_BACK: Final = {"connect-src": "'self'"}
# Long enough to carry a burst of readers, short enough that a cancelled meeting is told in time.
SHARED: Final = "public, max-age=60"
PERSONAL: Final = "no-store"


def page(
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    status: int = 200,
    cache: str = SHARED,
    policy: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """Render a template of ``api/http/templates`` as an answer.

    ``cache`` is PERSONAL wherever anything that a reader said is part of the answer.
    ``policy`` adds to or replaces directives of the content security policy.
    """
    body = _TEMPLATES.get_template(template).render(context or {})
    headers = {
        **HEADERS,
        "Content-Security-Policy": policy_header(policy),
        "Cache-Control": cache,
    }
    return HTMLResponse(body, status, headers=headers)


def policy_header(added: Mapping[str, str] | None = None) -> str:
    """Return the content security policy, with directives added or replaced."""
    return "; ".join(f"{name} {value}" for name, value in {**POLICY, **(added or {})}.items())


def href(url: str | None) -> str | None:
    """Return a web address or telephone URI as it is, and None for any other scheme.

    Escaping keeps a text inside its attribute; only this keeps ``javascript:`` out of it.
    """
    return url if url and url.lower().startswith(("https://", "http://", "tel:")) else None


def links(slugs: Sequence[str]) -> str:
    """Return the query string that a list of groups has as its address."""
    return urlencode([("g", slug) for slug in slugs])


def towns(group: Json) -> str:
    """Return where the meetings of a group are, as towns or parts of them."""
    venues = [venue for meeting in group["meetings"]["nodes"] for venue in meeting["venues"]]
    named = [venue["locality"] or venue["area"] for venue in venues]
    return ", ".join(dict.fromkeys(name for name in named if name))


# Jinja's own dictionaries are typed by what they begin with.
_FILTERS: Final[Mapping[str, Any]] = {
    "ages": words.ages,
    "comes_to": comes_to,
    "count": words.count,
    "country": names.country,
    "day": times.day,
    "distance": words.distance,
    "facts": facts,
    "field": field,
    "href": href,
    "language": names.language,
    "links": links,
    "newcomers": newcomers,
    "one": ONE.__getitem__,
    "schedule": times.schedule,
    "towns": towns,
    "when": times.when,
    "word": words.word,
    "words": words.listed,
}
_GLOBALS: Final[Mapping[str, Any]] = {"quick_exit": QUICK_EXIT}


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HTTP / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals.update(_GLOBALS)
    made.filters.update(_FILTERS)
    return made


_TEMPLATES: Final = _environment()
