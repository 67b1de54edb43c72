"""Groups around loss and around violence."""
# ruff: noqa: E501 - one group is one line.

from api.domain.vocabulary import (
    CapacityStatus,
    Disclosure,
    GroupStatus,
    Joining,
    MeetingStatus,
    OpenPlaceKind,
    Size,
    Support,
)
from api.feeds.demo.seeds import Ages, Form, GroupSeed, Mark

_S = GroupSeed
_CIRCLE, _GATHERING, _WALK, _TABLE = Form.CIRCLE, Form.GATHERING, Form.WALK, Form.TABLE
_WORKSHOP, _HOUR, _QUIET = Form.WORKSHOP, Form.HOUR, Form.QUIET

# fmt: off
LANTERN: tuple[GroupSeed, ...] = (
    _S("bereavement", "london", _CIRCLE, "TU 19:00 90", (Size.FROM_9_TO_15, CapacityStatus.HAS_CAPACITY, "wheelchair", "step-free")),
    _S("bereavement", "manchester", _WALK, "SA 10:00 90", ("outdoors", Mark.SUMMER)),
    _S("bereavement", "london", _GATHERING, "SU 18:00 60 phone", ("seniors", Disclosure.MEMBERS, Ages(60))),
    _S("bereavement", "cardiff", _WORKSHOP, "TH 14:00 120", ("wheelchair", Mark.MOVED)),
    _S("bereavement", "belfast", _WALK, "SU 11:00 120", (Mark.BARE,)),
    _S("bereavement", "cork", _TABLE, "3:1SA 13:00 180", ("child-friendly",)),
    _S("bereavement", "reykjavik", _QUIET, "2:SU 16:00 60", ("candlelight",)),
    _S("loss-of-a-partner", "edinburgh", _TABLE, "SU 12:30 120", ("seniors", Mark.CANCELLED)),
    _S("loss-of-a-partner", "london", _GATHERING, "2:TH 18:30 90 hybrid", ("young-people", Ages(18, 45))),
    _S("loss-of-a-child", "dublin", _CIRCLE, "1TU,3TU 19:30 120", (Joining.ON_REQUEST, "parents", CapacityStatus.WAITLIST)),
    _S("loss-of-a-child", "london", _GATHERING, "MO 20:00 75 online", ("parents", "captions", OpenPlaceKind.SOCIAL_GROUP)),
    _S("pregnancy-loss", "glasgow", _QUIET, "-1FR 19:00 90", (Joining.ON_REQUEST, Disclosure.AREA, Mark.NEUTRAL)),
    _S("pregnancy-loss", "london", _CIRCLE, "WE 12:30 60 online", ("women", "captions", Mark.REFERRALS)),
    _S("suicide-loss", "bristol", _CIRCLE, "1MO 19:00 120", (Joining.ON_REQUEST, Disclosure.MEMBERS, Size.UP_TO_8)),
    _S("suicide-loss", "dublin", _GATHERING, "2:SU 17:00 90 hybrid", ("discussion", Mark.REFERRALS)),
    _S("suicide-loss", "edinburgh", _GATHERING, "", (OpenPlaceKind.FORUM, OpenPlaceKind.WARM_LINE)),
)
LANTERN_LETTERS: tuple[GroupSeed, ...] = (
    _S("loss-of-a-partner", "london", _QUIET, "", (OpenPlaceKind.WEBSITE,)),
    _S("bereavement", "bristol", _QUIET, "1SU 15:00 60 phone", (GroupStatus.ARCHIVED,)),
)

PEBBLE: tuple[GroupSeed, ...] = (
    _S("domestic-abuse", "london", _CIRCLE, "WE 10:30 90", ("women", Disclosure.ON_ACCEPTANCE, Size.UP_TO_8, "childcare", CapacityStatus.NEEDS_ASSESSMENT)),
    _S("domestic-abuse", "new-york", _GATHERING, "TU 18:30 90", ("women", Disclosure.ON_ACCEPTANCE, Joining.BY_REFERRAL, Mark.REFERRALS)),
    _S("domestic-abuse", "manchester", _CIRCLE, "TH 19:00 90 online", ("men", Size.UP_TO_8)),
    _S("domestic-abuse", "chicago", _WORKSHOP, "SA 10:00 120", ("family-and-friends", "child-friendly", Disclosure.ON_ACCEPTANCE)),
    _S("sexual-violence", "toronto", _CIRCLE, "2:MO 18:00 90", ("women", "non-binary", Disclosure.MEMBERS, CapacityStatus.FULL)),
    _S("sexual-violence", "boston", _QUIET, "SU 19:00 60 online", (Support.THERAPEUTIC, Joining.CLOSED)),
    _S("sexual-violence", "wellington", _WALK, "2SA 09:30 90", ("women", Disclosure.AREA)),
    _S("childhood-abuse", "seattle", _CIRCLE, "TH 18:30 90 hybrid", (Disclosure.AREA, Mark.CANCELLED, CapacityStatus.WAITLIST)),
    _S("childhood-abuse", "glasgow", _GATHERING, "FR 20:00 60 phone", (Disclosure.MEMBERS, "cross-talk")),
    _S("childhood-abuse", "chicago", _WORKSHOP, "MO*10 18:00 120", (Joining.CLOSED, Support.THERAPEUTIC, CapacityStatus.FULL)),
    _S("trauma", "denver", _WALK, "SU 09:00 120", ("outdoors", "fragrance-free", Disclosure.AREA)),
    _S("trauma+veterans", "houston", _CIRCLE, "TU 19:00 90; FR 12:00 60 online", ("veterans", "men")),
    _S("trauma+veterans", "phoenix", _WORKSHOP, "SA 13:00 180", ("veterans", Mark.MOVED)),
    _S("trauma", "london", _GATHERING, "WE 21:00 60 online", (OpenPlaceKind.CHAT, Size.OVER_30, Joining.OPEN)),
    _S("trauma+migration", "toronto", _TABLE, "1FR,3FR 18:00 120", ("people-of-colour", Mark.REFERRALS)),
    _S("self-harm", "new-york", _GATHERING, "TH 17:30 60 online", (Ages(16, 24), "young-people", OpenPlaceKind.FORUM)),
    _S("trauma", "bristol", _QUIET, "MO 18:30 60", (GroupStatus.PAUSED, MeetingStatus.PAUSED)),
)

FERN: tuple[GroupSeed, ...] = (
    _S("loneliness", "boston", _TABLE, "appointment", (GroupStatus.DRAFT,)),
    _S("loneliness", "chicago", _GATHERING, "", (GroupStatus.DRAFT, Mark.BARE)),
)
# fmt: on
