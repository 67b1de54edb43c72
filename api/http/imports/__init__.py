"""Sending a file to be imported: `POST /imports/{format}`."""
