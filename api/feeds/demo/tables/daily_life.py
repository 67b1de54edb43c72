"""Groups around caring, illness, health care, the law, money, and being who one is."""
# ruff: noqa: E501 - one group is one line.

from api.domain.vocabulary import (
    CapacityStatus,
    Cost,
    Disclosure,
    GroupStatus,
    Joining,
    OpenPlaceKind,
    Size,
    Support,
)
from api.feeds.demo.seeds import Ages, Form, GroupSeed, Mark, Speaks

_S = GroupSeed
_CIRCLE, _GATHERING, _WALK, _TABLE = Form.CIRCLE, Form.GATHERING, Form.WALK, Form.TABLE
_WORKSHOP, _HOUR, _QUIET = Form.WORKSHOP, Form.HOUR, Form.QUIET

# fmt: off
BLUE_KITE: tuple[GroupSeed, ...] = (
    _S("caregiving", "sydney", _CIRCLE, "WE 10:00 90", (Joining.OPEN, "wheelchair", CapacityStatus.HAS_CAPACITY)),
    _S("caregiving", "perth", _GATHERING, "TU 19:00 75 online", (Joining.OPEN, OpenPlaceKind.SOCIAL_GROUP)),
    _S("caregiving", "auckland", _WALK, "2:SA 09:00 90", (Joining.OPEN, "outdoors", Mark.BARE)),
    _S("caregiving", "cape-town", _TABLE, "1SA 11:00 120", (Joining.OPEN, Mark.MOVED)),
    _S("caregiving", "darwin", _CIRCLE, "TH 17:30 90 hybrid", (Joining.OPEN, "indigenous")),
    _S("dementia-care", "melbourne", _HOUR, "1TU,3TU 10:30 120", (Joining.OPEN, "speaker", "seniors")),
    _S("dementia-care", "adelaide", _TABLE, "FR 11:00 120", (Joining.ON_REQUEST, "step-free", Mark.CANCELLED)),
    _S("dementia-care", "wellington", _GATHERING, "MO 19:30 60 phone", (Joining.OPEN, Disclosure.MEMBERS)),
    _S("parents-of-ill-children", "brisbane", _GATHERING, "2:TH 19:30 90 online", (Joining.OPEN, "parents", "captions")),
    _S("parents-of-ill-children", "johannesburg", _CIRCLE, "2SA 10:00 120", (Joining.ON_REQUEST, "parents", "childcare")),
    _S("mental-illness-in-the-family", "melbourne", _CIRCLE, "WE 18:30 90", (Joining.OPEN, "family-and-friends", Mark.REFERRALS)),
    _S("parenting", "perth", _TABLE, "TH 09:30 90", (Joining.OPEN, "parents", "child-friendly", Mark.WINTER)),
    _S("perinatal", "sydney", _WALK, "MO,FR 10:00 60", (Joining.OPEN, "parents", "child-friendly")),
)

OPEN_LEDGER: tuple[GroupSeed, ...] = (
    _S("navigating-health-care", "new-york", _HOUR, "WE 17:30 90 hybrid", ("information", Size.FROM_16_TO_30)),
    _S("navigating-health-care", "los-angeles", _HOUR, "SA 10:00 90", (Speaks(("es", "en")), "information", "childcare")),
    _S("navigating-health-care+disability", "dublin", _HOUR, "1TH 18:00 90 online", ("captions", "sign-language")),
    _S("legal-matters", "london", _HOUR, "2:TU 18:30 90", ("information", "hearing-loop")),
    _S("legal-matters+separation", "chicago", _GATHERING, "MO 19:00 75 online", ("parents", Mark.CANCELLED)),
    _S("legal-matters+migration", "toronto", _HOUR, "SA 13:00 120", (Mark.REFERRALS, "people-of-colour")),
    _S("money-and-debt", "manchester", _HOUR, "TH 18:00 90", (CapacityStatus.HAS_CAPACITY, "wheelchair")),
    _S("money-and-debt", "nairobi", _CIRCLE, "FR 17:30 75", (Speaks(("en", "sw")),)),
    _S("money-and-debt", "dublin", _GATHERING, "", (OpenPlaceKind.FORUM, OpenPlaceKind.WEBSITE)),
    _S("unemployment", "glasgow", _WORKSHOP, "MO,WE 10:00 120", ("professionals", Mark.ADDED)),
    _S("unemployment", "boston", _TABLE, "TU 08:00 60", ("breakfast", Mark.BARE)),
    _S("prison-and-after", "houston", _CIRCLE, "TH 18:30 90", ("family-and-friends", "proof-of-attendance")),
    _S("separation", "london", _WALK, "+9 11:00 180", ("outdoors",)),
)

KITEWIND: tuple[GroupSeed, ...] = (
    _S("rare-disease", "toronto", _GATHERING, "1SU 15:00 120 online", (Joining.OPEN, OpenPlaceKind.FORUM)),
    _S("rare-disease", "bruxelles", _HOUR, "3:2SA 14:00 180 hybrid", (Joining.ON_REQUEST, "parents")),
    _S("chronic-pain", "denver", _QUIET, "TU,TH 08:00 30 online", (Joining.OPEN, "meditation")),
    _S("chronic-pain", "montreal", _CIRCLE, "2:WE 13:30 90", (Joining.OPEN, "wheelchair", "fragrance-free")),
    _S("chronic-illness", "vancouver", _GATHERING, "TH 17:00 75 online", (Joining.OPEN, Ages(18, 35), "young-people")),
    _S("chronic-illness", "madrid", _HOUR, "1TU 18:00 90 online", (Joining.OPEN,)),
    _S("cancer", "toronto", _WORKSHOP, "WE 13:00 120", (Joining.ON_REQUEST, Mark.REFERRALS, CapacityStatus.HAS_CAPACITY)),
    _S("cancer", "sydney", _WALK, "SA 08:30 75", (Joining.OPEN, "women", "outdoors")),
    _S("diabetes", "mumbai", _HOUR, "SU 10:30 90 hybrid", (Joining.OPEN, Speaks(("en", "hi")), "speaker")),
    _S("multiple-sclerosis", "edinburgh", _TABLE, "2WE 14:00 120", (Joining.OPEN, "step-free", "wheelchair-toilet")),
    _S("infertility", "lyon", _CIRCLE, "MO 19:30 90 online", (Joining.ON_REQUEST, Size.UP_TO_8, Mark.NEUTRAL)),
    _S("infertility", "singapore", _GATHERING, "1WE,3WE 20:00 75 online", (Joining.ON_REQUEST, "women")),
    _S("hiv+chronic-illness", "johannesburg", _CIRCLE, "SA 10:00 120", (Joining.OPEN, Mark.NEUTRAL, Cost.FREE)),
    _S("disability", "chicago", _GATHERING, "", (OpenPlaceKind.SOCIAL_GROUP, "american-sign-language")),
)

MARIGOLD: tuple[GroupSeed, ...] = (
    _S("lgbtq-identity", "wellington", _TABLE, "FR 18:00 120", ("young-people", Ages(16, 26))),
    _S("lgbtq-identity", "london", _WALK, "SU 11:00 120", ("transgender", "non-binary")),
    _S("lgbtq-identity", "accra", _GATHERING, "2:TH 20:00 60 online", (Mark.NEUTRAL, Joining.ON_REQUEST, Disclosure.MEMBERS)),
    _S("lgbtq-identity", "sao-paulo", _TABLE, "SA 16:00 120", ("lesbian", "bisexual")),
    _S("lgbtq-identity", "manila", _CIRCLE, "SU 15:00 90 hybrid", ("gay", Mark.CANCELLED)),
    _S("lgbtq-identity+parenting", "toronto", _TABLE, "1SU 11:00 120", ("parents", "child-friendly")),
    _S("hiv", "bangkok", _CIRCLE, "WE 18:30 90", ("gay", Disclosure.AREA, Mark.NEUTRAL)),
    _S("hiv", "cape-town", _WORKSHOP, "2SA 10:00 150", (Mark.REFERRALS, Cost.FREE)),
    _S("neurodiversity", "auckland", _WORKSHOP, "SA 13:00 120", ("fragrance-free", "teenagers", Ages(13, 17))),
    _S("screens-and-gaming", "melbourne", _WALK, "2:SU 14:00 90", (Ages(None, 20), "teenagers")),
)

VERANDA: tuple[GroupSeed, ...] = (
    _S("stroke-and-brain-injury", "toronto", _WORKSHOP, "TU 10:00 90", ("wheelchair", "step-free", "hearing-loop", CapacityStatus.NEEDS_ASSESSMENT)),
    _S("stroke-and-brain-injury", "montreal", _CIRCLE, "TH 13:30 90 hybrid", ("wheelchair", CapacityStatus.WAITLIST)),
    _S("stroke-and-brain-injury+caregiving", "toronto", _GATHERING, "1MO 18:00 90 online", ("family-and-friends", Support.INFORMATIONAL)),
    _S("depression", "toronto", _CIRCLE, "WE 17:30 90", (Size.UP_TO_8, CapacityStatus.FULL, Disclosure.ON_ACCEPTANCE)),
    _S("bipolar", "toronto", _GATHERING, "2:MO 18:00 90 hybrid", (Cost.PAID, CapacityStatus.HAS_CAPACITY)),
    _S("eating-disorders", "montreal", _TABLE, "MO,TH 12:00 75", (Joining.CLOSED, Ages(16, 25), CapacityStatus.FULL)),
    _S("mental-health", "toronto", _WALK, "FR 14:00 60", (CapacityStatus.HAS_CAPACITY,)),
    _S("mental-health", "montreal", _WORKSHOP, "TU 14:00 120", (Cost.PAID, CapacityStatus.UNKNOWN)),
    _S("chronic-pain", "toronto", _HOUR, "TH*6 15:00 90", (Cost.PAID, CapacityStatus.HAS_CAPACITY, Mark.ADDED)),
    _S("chronic-pain", "toronto", _HOUR, "appointment", (GroupStatus.ARCHIVED,)),
)
# fmt: on
