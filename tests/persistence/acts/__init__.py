"""What goes on in an organisation beside its directory, at random, through the repositories.

An act does nothing where there is nothing yet that it could be done to.
"""

from tests.persistence.acts.clerk import Act, Clerk, Errand
from tests.persistence.acts.imports import IMPORTS
from tests.persistence.acts.partners import PARTNERS
from tests.persistence.acts.people import PEOPLE
from tests.persistence.acts.texts import TEXTS

__all__ = ["ACTS", "Clerk"]

ACTS: tuple[Act | Errand, ...] = (*PEOPLE, *PARTNERS, *TEXTS, *IMPORTS)
