"""Upkeep without an account: role addresses, the links sent to them, and what a link does."""
