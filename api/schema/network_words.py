"""What may be done to networks and venues, as enums of the schema: the very same classes."""

from api.domain.networks import NetworkAction
from api.domain.venues import VenueAction
from api.schema.enums import enum

enum(
    "What may be done to a network.",
    EDIT="Change what is stated of it: `changeNetwork`.",
    SET_GUIDELINES="Add a version of its guidelines: `setGuidelines`.",
    PUBLISH="Let everybody see it: `publishNetwork`.",
    ARCHIVE="Take it out of sight: `archiveNetwork`.",
)(NetworkAction)

enum(
    "What may be done to a venue.",
    EDIT="Change what is stated of it, and who may learn where it is: `changeVenue`.",
    REMOVE="Remove it, since no meeting takes place there or ever did: `removeVenue`.",
)(VenueAction)

__all__ = ["NetworkAction", "VenueAction"]
