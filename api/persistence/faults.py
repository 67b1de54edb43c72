"""What a person has to put right before the program can do its work."""


class Fault(Exception):
    """Something outside the program is wrong: ``what`` it is, and the ``remedy``.

    Both are shown to the person who runs the command and may be logged, so neither
    ever holds a password, a key or a connection string.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(f"{what} {remedy}")
        self.what = what
        self.remedy = remedy
