# ruff: noqa: ANN401 - what subclasses put in place of these types is their own
from typing import Any

from authlib.oauth2.rfc6749 import TokenEndpoint

class RevocationEndpoint(TokenEndpoint):
    def query_token(self, token_string: str, token_type_hint: str | None) -> Any: ...
    def revoke_token(self, token: Any, request: Any) -> None: ...
