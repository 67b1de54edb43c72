"""Every word that a program may match on is written down, and nothing is that is gone.

To see one fail: add a member to `Scope`.
"""

import ast
import re
from collections.abc import Iterator

from api.domain import errors
from api.domain.errors import Refusal
from api.domain.scopes import Scope
from api.feeds.errors import FeedNotReadable
from api.schema.errors import UserErrorCode
from api.schema.messages import ErrorCode
from api.schema.scopes import scopes_of
from tests.architecture.exposed import fields
from tests.architecture.pages import Step, documented_events, tables
from tests.architecture.source import modules


def test_every_error_code_is_documented_and_no_other() -> None:
    request, refused, feed = tables("docs/errors.md")
    assert request.keys() == {code.value for code in ErrorCode}
    assert refused.keys() == {each.code for each in _refusals(Refusal)}
    assert feed.keys() == {FeedNotReadable.code}


def test_every_refusal_can_be_told_in_a_payload() -> None:
    assert {code.value for code in UserErrorCode} == {each.code for each in _refusals(Refusal)}


def test_the_tree_of_refusals_is_the_whole_tree() -> None:
    drawn = dict(re.findall(r"[├└]── (\w+) +([A-Z_]+) ", errors.__doc__ or ""))
    assert drawn == {each.__name__: each.code for each in _refusals(Refusal)}


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [each.code for each in _refusals(Refusal)]
    assert len(codes) == len(set(codes))


def test_every_scope_is_documented_and_no_other() -> None:
    (scopes,) = tables("docs/scopes.md")
    assert scopes.keys() == {scope.value for scope in Scope}


def test_every_scope_names_the_fields_that_need_it() -> None:
    (scopes,) = tables("docs/scopes.md")
    named = {scope: set(re.findall(r"`(\w+\.\w+)`", cells)) for scope, cells in scopes.items()}
    needed = {scope.value: set[str]() for scope in Scope}
    for name, field in fields():
        for scope in scopes_of(field):
            needed[scope.value].add(name)
    assert named == needed


def test_every_event_is_documented_and_no_other() -> None:
    assert list(documented_events()) == sorted({_event(each) for each in _changes()})


def test_an_event_that_changes_no_version_is_documented_so_and_no_other() -> None:
    unwritten = {_event(each) for each in _changes() if _says(each, "written", "False")}
    present = {name for name, step in documented_events().items() if step is Step.PRESENT}
    assert present == unwritten


def _changes() -> list[ast.Call]:
    """The changes that are recorded anywhere."""
    return [
        node
        for _, tree in modules("api")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Change"
    ]


def _event(call: ast.Call) -> str:
    return f"{ast.unparse(call.args[0])[5:].lower()}.{_action(call)}"


def _says(call: ast.Call, name: str, value: str) -> bool:
    return any(each.arg == name and ast.unparse(each.value) == value for each in call.keywords)


def _action(call: ast.Call) -> str:
    """The action of a change: the outermost text in its call, which has to stand there."""
    texts = (each.value for each in ast.walk(call) if isinstance(each, ast.Constant))
    return next(text for text in texts if isinstance(text, str))


def _refusals(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _refusals(each)
