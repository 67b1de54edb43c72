"""The pages for people: a client of our own schema, rendered on the server."""
