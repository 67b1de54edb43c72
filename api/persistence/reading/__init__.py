"""The reader: one GraphQL operation becomes one SQL statement that builds the answer's JSON.

See ARCHITECTURE.md, "The reader", for its parts and the walk of a query.
"""
