"""The pages for signing in, for consent, and for one's own account: never cached, never framed."""
