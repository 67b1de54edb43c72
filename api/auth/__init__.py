"""The authorization server: who may be given which token, and what a token proves.

OAuth 2.x and OpenID Connect by Authlib, which is synchronous: its classes run inside
``AsyncConnection.run_sync``, so that a request is one transaction of the identity zone.
"""
