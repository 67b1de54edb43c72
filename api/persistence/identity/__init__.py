"""The identity zone: the only modules that read or write persons, credentials and grants.

Their functions are synchronous, over an SQLAlchemy connection, since Authlib calls them from
within ``AsyncConnection.run_sync``; ``IdentityStore.run`` is the door for everybody else.
"""
