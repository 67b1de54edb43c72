"""The endpoints of OAuth and OpenID Connect, as HTTP sees them."""
