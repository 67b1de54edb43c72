"""The tables of the demo world: who there is, and where."""
