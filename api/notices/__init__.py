"""Notices: what leaves the house by mail, neutral, and never within a transaction that writes."""
