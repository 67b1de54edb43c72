"""Groups around addiction: those in recovery, and their families."""
# ruff: noqa: E501 - one group is one line.

from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
    Disclosure,
    GroupStatus,
    Joining,
    MeetingStatus,
    Openness,
    OpenPlaceKind,
    Size,
)
from api.feeds.demo.seeds import Ages, Form, GroupSeed, Mark, Speaks

_S = GroupSeed
_CIRCLE, _GATHERING, _WALK, _TABLE = Form.CIRCLE, Form.GATHERING, Form.WALK, Form.TABLE
_WORKSHOP, _HOUR, _QUIET = Form.WORKSHOP, Form.HOUR, Form.QUIET
_OPEN, _CLOSED = Openness.OPEN, Openness.CLOSED

# fmt: off
COPPER_KETTLE: tuple[GroupSeed, ...] = (
    _S("alcohol", "new-york", _CIRCLE, "MO,WE,FR 07:00 60; SA 10:00 90", (_CLOSED, Size.FROM_16_TO_30, "secular")),
    _S("alcohol", "new-york", _GATHERING, "DAILY 21:30 60 online", (_OPEN, Size.OVER_30, OpenPlaceKind.CHAT)),
    _S("alcohol", "chicago", _TABLE, "SU 11:00 90", (_OPEN, "breakfast", "newcomers", Mark.CANCELLED)),
    _S("alcohol", "anchorage", _CIRCLE, "TU,TH 18:30 60 hybrid", (_CLOSED, "native-american")),
    _S("alcohol", "houston", _CIRCLE, "SU 17:00 90", (_CLOSED, "men", Speaks(("es",)))),
    _S("alcohol", "los-angeles", _GATHERING, "FR 19:30 75", (_OPEN, Speaks(("es", "en")), "childcare")),
    _S("alcohol+veterans", "phoenix", _CIRCLE, "TH 18:00 90 hybrid", (_CLOSED, "veterans", Mark.REFERRALS)),
    _S("alcohol", "honolulu", _WALK, "SA 07:00 75", ("outdoors", Mark.BARE)),
    _S("drugs", "denver", _CIRCLE, "MO,TH 19:00 75", (_CLOSED, "dual-diagnosis", Size.FROM_9_TO_15)),
    _S("drugs", "seattle", _WORKSHOP, "WE 18:00 120", (_OPEN, "young-people", Ages(16, 25), Mark.MOVED)),
    _S("drugs", "boston", _GATHERING, "DAILY 12:15 45 phone", (_CLOSED, Disclosure.MEMBERS)),
    _S("nicotine", "toronto", _HOUR, "TU*8 18:30 60 hybrid", (Cost.PAID, Anonymity.FIRST_NAME)),
    _S("nicotine", "chicago", _GATHERING, "", (OpenPlaceKind.FORUM, OpenPlaceKind.CHAT)),
    _S("gambling", "phoenix", _CIRCLE, "TU 19:30 90", (_CLOSED, "men", CapacityStatus.HAS_CAPACITY)),
    _S("gambling", "st-johns", _GATHERING, "WE 20:00 60 online", (_OPEN, "captions")),
    _S("screens-and-gaming", "vancouver", _WALK, "SU 13:00 120", (Ages(14, 21), "teenagers", Mark.SUMMER, Cost.FREE)),
    _S("compulsive-eating", "los-angeles", _QUIET, "MO 06:30 60 phone; TH 06:30 60 phone", (_CLOSED, "meditation")),
    _S("compulsive-eating", "new-york", _CIRCLE, "WE 12:30 60", (_CLOSED, "women", "wheelchair", "step-free")),
    _S("sex-and-love", "chicago", _CIRCLE, "SA 09:00 90", (_CLOSED, Mark.NEUTRAL, Disclosure.MEMBERS, Joining.ON_REQUEST)),
    _S("codependency", "denver", _GATHERING, "2:TU 19:00 90", (_OPEN, Mark.CONTINUES)),
    _S("addiction-in-the-family", "boston", _TABLE, "1SU 12:00 150", (_OPEN, "family-and-friends", "child-friendly")),
    _S("addiction-in-the-family", "toronto", _GATHERING, "TH 20:00 75 online", (_CLOSED, "parents", Mark.CONTINUES)),
    _S("addiction-in-the-family", "anchorage", _CIRCLE, "MO 19:00 90", (_CLOSED, GroupStatus.PAUSED, MeetingStatus.PAUSED)),
    _S("addiction-recovery", "seattle", _QUIET, "SU 08:00 45 hybrid", (_OPEN, "fragrance-free", "meditation")),
    _S("addiction-recovery+prison-and-after", "houston", _HOUR, "1WE,3WE 18:00 90", (_OPEN, "people-of-colour", "proof-of-attendance")),
    _S("addiction-recovery", "vancouver", _CIRCLE, "FR 18:30 75", (_OPEN, Mark.BARE)),
    _S("addiction-recovery", "vancouver", _GATHERING, "", (GroupStatus.ARCHIVED,)),
)

KUPFERLATERNE: tuple[GroupSeed, ...] = (
    _S("depression", "berlin", _CIRCLE, "MO 19:00 90", (Size.UP_TO_8, Joining.ON_REQUEST, CapacityStatus.WAITLIST)),
    _S("depression", "hamburg", _WALK, "SA 10:30 120", ("outdoors", CapacityStatus.HAS_CAPACITY)),
    _S("depression", "leipzig", _GATHERING, "TH 19:30 90 hybrid", ("young-people", Ages(18, 30), Mark.CANCELLED)),
    _S("anxiety", "koeln", _CIRCLE, "2:WE 18:30 90", (Joining.ON_REQUEST, "wheelchair", "wheelchair-toilet")),
    _S("anxiety", "wien", _GATHERING, "TU 18:00 75 online", (Joining.OPEN, OpenPlaceKind.FORUM)),
    _S("burnout", "muenchen", _WALK, "-1SA 10:00 180", (Mark.SUMMER, "professionals")),
    _S("burnout", "zuerich", _QUIET, "WE 12:15 45", (Cost.DONATION, "meditation", Mark.MOVED)),
    _S("alcohol", "hamburg", _CIRCLE, "MO,FR 19:30 90", (Joining.OPEN, Anonymity.ANONYMOUS, Ages(18))),
    _S("alcohol", "graz", _TABLE, "SU 10:00 120", (Joining.OPEN, "breakfast", Mark.BARE)),
    _S("gambling", "leipzig", _CIRCLE, "TH 18:00 90", (Joining.OPEN, "men", CapacityStatus.HAS_CAPACITY)),
    _S("diabetes", "freiburg", _HOUR, "2TU 18:00 90 hybrid", (Joining.OPEN, "speaker", Mark.ADDED)),
    _S("multiple-sclerosis", "koeln", _TABLE, "1SA 14:00 150", ("step-free", "wheelchair-toilet", "hearing-loop")),
    _S("mental-illness-in-the-family", "bern", _GATHERING, "3:1TH 18:30 120", ("family-and-friends", Mark.REFERRALS)),
    _S("hearing-voices", "berlin", _CIRCLE, "FR 17:00 90", (Joining.ON_REQUEST, Disclosure.ON_ACCEPTANCE, CapacityStatus.FULL)),
    _S("bereavement", "wien", _WALK, "SU 11:00 90", (Joining.OPEN, "seniors")),
    _S("neurodiversity", "berlin", _WORKSHOP, "SA 15:00 150", ("sign-language", Disclosure.AREA, Mark.WINTER)),
)
# fmt: on
