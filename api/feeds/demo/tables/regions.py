"""Groups of the networks that belong to one language."""
# ruff: noqa: E501 - one group is one line.

from api.domain.vocabulary import (
    Anonymity,
    CapacityStatus,
    Cost,
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
FAROL_DE_PAPEL: tuple[GroupSeed, ...] = (
    _S("anxiety", "madrid", _CIRCLE, "TU 19:30 90", (Size.FROM_9_TO_15, CapacityStatus.HAS_CAPACITY, "wheelchair")),
    _S("anxiety", "bogota", _GATHERING, "WE 20:00 75 online", (OpenPlaceKind.SOCIAL_GROUP,)),
    _S("depression", "mexico", _CIRCLE, "MO,TH 18:00 90", (Mark.REFERRALS, CapacityStatus.WAITLIST)),
    _S("depression", "sevilla", _WALK, "SA 10:00 120", ("outdoors", Mark.WINTER)),
    _S("bereavement", "lima", _CIRCLE, "1SA,3SA 16:00 120", ("family-and-friends",)),
    _S("bereavement", "buenos-aires", _WORKSHOP, "TH 18:30 120 hybrid", ("step-free", Mark.MOVED)),
    _S("loss-of-a-child", "guadalajara", _QUIET, "2SU 11:00 90", (Joining.ON_REQUEST, Disclosure.AREA)),
    _S("caregiving", "santiago", _TABLE, "FR 17:30 90", ("child-friendly", Mark.BARE)),
    _S("caregiving", "valencia", _GATHERING, "2:MO 19:00 90 hybrid", ("women",)),
    _S("alcohol", "cordoba", _CIRCLE, "MO,WE,FR 20:30 90", (Anonymity.ANONYMOUS, Ages(18))),
    _S("domestic-abuse", "bogota", _CIRCLE, "WE 15:00 90", (Mark.NEUTRAL, "women", Disclosure.ON_ACCEPTANCE, Joining.ON_REQUEST, Ages(18))),
    _S("migration", "madrid", _HOUR, "SA 12:00 90", ("information", "childcare", Mark.ADDED)),
    _S("diabetes", "mexico", _HOUR, "1WE 17:00 90", ("speaker",)),
    _S("eating-disorders", "buenos-aires", _GATHERING, "SU 19:00 75 online", (Ages(16, 30), Joining.ON_REQUEST, Support.THERAPEUTIC)),
)

TABLE_DE_NOYER: tuple[GroupSeed, ...] = (
    _S("burnout", "paris", _CIRCLE, "TU 19:00 90", (Joining.ON_REQUEST, CapacityStatus.FULL, "professionals")),
    _S("burnout", "lyon", _WALK, "-1SU 10:00 180", (Joining.OPEN, Mark.SUMMER)),
    _S("bereavement", "lille", _TABLE, "SU 12:00 150", (Joining.OPEN, "seniors", Mark.CANCELLED)),
    _S("bereavement", "montreal", _GATHERING, "WE 18:30 90 hybrid", (Joining.OPEN, CapacityStatus.HAS_CAPACITY)),
    _S("suicide-loss", "bruxelles", _CIRCLE, "2:TH 19:30 120", (Joining.ON_REQUEST, Size.UP_TO_8, Disclosure.AREA)),
    _S("cancer", "toulouse", _WORKSHOP, "TH 14:30 120", (Joining.OPEN, "wheelchair", "wheelchair-toilet")),
    _S("depression", "dakar", _CIRCLE, "SA 16:00 90", (Joining.OPEN, "young-people", Ages(18, 35))),
    _S("diabetes", "abidjan", _HOUR, "1SA,3SA 10:00 120", (Joining.OPEN, "speaker")),
    _S("migration", "paris", _TABLE, "FR 18:30 120", (Joining.OPEN, Cost.FREE, "child-friendly")),
    _S("alcohol", "montreal", _CIRCLE, "DAILY 12:00 60", (Joining.OPEN, Anonymity.ANONYMOUS, Ages(18))),
    _S("parenting", "bruxelles", _GATHERING, "appointment", (Joining.ON_REQUEST, Mark.BARE)),
    _S("loneliness", "paris", _GATHERING, "", (OpenPlaceKind.WARM_LINE, OpenPlaceKind.FORUM, Joining.OPEN)),
)

JANGADA: tuple[GroupSeed, ...] = (
    _S("bereavement", "sao-paulo", _CIRCLE, "WE 19:30 90", (CapacityStatus.HAS_CAPACITY, "wheelchair")),
    _S("bereavement", "lisboa", _WALK, "SU 10:00 90", ("outdoors",)),
    _S("alcohol", "recife", _CIRCLE, "TU,TH,SA 20:00 90", (Anonymity.ANONYMOUS, Ages(18))),
    _S("alcohol", "manaus", _GATHERING, "FR 19:00 90", (Anonymity.ANONYMOUS, Mark.BARE)),
    _S("caregiving", "curitiba", _TABLE, "2SA 15:00 150", ("women", Mark.MOVED)),
    _S("caregiving", "porto", _GATHERING, "2:TU 18:30 90 hybrid", ("family-and-friends", Mark.REFERRALS)),
    _S("anxiety", "sao-paulo", _GATHERING, "MO 20:00 75 online", ("young-people", OpenPlaceKind.CHAT)),
    _S("depression", "lisboa", _WORKSHOP, "TH 17:00 120", (Mark.CANCELLED, CapacityStatus.WAITLIST)),
    _S("cancer", "recife", _WORKSHOP, "1WE,3WE 14:00 120", ("women", "step-free")),
    _S("money-and-debt", "sao-paulo", _HOUR, "SA 10:00 90 online", (Support.INFORMATIONAL,)),
)

KAMITODAI: tuple[GroupSeed, ...] = (
    _S("loneliness", "tokyo", _CIRCLE, "2:SA 14:00 120", (Joining.ON_REQUEST, Size.UP_TO_8, CapacityStatus.HAS_CAPACITY)),
    _S("loneliness", "osaka", _GATHERING, "FR 21:00 90 online", (Joining.OPEN, OpenPlaceKind.CHAT)),
    _S("depression", "tokyo", _GATHERING, "WE 19:00 90 hybrid", (Joining.OPEN, Cost.DONATION, Mark.CANCELLED)),
    _S("depression", "sapporo", _WALK, "SU 10:00 90", (Joining.OPEN, "outdoors", Mark.SUMMER)),
    _S("caregiving", "fukuoka", _TABLE, "3TH 11:00 120", (Joining.OPEN, "seniors", "step-free")),
    _S("dementia-care", "osaka", _HOUR, "1SA,3SA 13:30 120", (Joining.OPEN, "family-and-friends")),
    _S("bereavement", "sapporo", _CIRCLE, "2SU 14:00 120", (Joining.ON_REQUEST, Disclosure.AREA)),
    _S("alcohol", "tokyo", _CIRCLE, "MO,WE,FR 19:00 90", (Joining.OPEN, Anonymity.ANONYMOUS)),
    _S("neurodiversity", "tokyo", _WORKSHOP, "SA 10:30 150", (Joining.ON_REQUEST, CapacityStatus.FULL, "professionals")),
    _S("cancer", "fukuoka", _CIRCLE, "TU 13:30 90", (Joining.OPEN, Mark.BARE)),
)

PAPER_BOAT: tuple[GroupSeed, ...] = (
    _S("bereavement", "utrecht", _WALK, "SA 10:00 90", ("outdoors", CapacityStatus.HAS_CAPACITY)),
    _S("bereavement", "bologna", _CIRCLE, "2:WE 18:30 90", (Mark.CONTINUES,)),
    _S("caregiving", "gent", _TABLE, "1FR 19:00 120", ("family-and-friends",)),
    _S("caregiving", "torino", _HOUR, "TH 17:30 90 hybrid", ("speaker", "step-free")),
    _S("depression", "amsterdam", _GATHERING, "TU 20:00 75 online", (OpenPlaceKind.FORUM,)),
    _S("anxiety", "roma", _CIRCLE, "MO 19:00 90", (Mark.BARE,)),
    _S("chronic-pain", "amsterdam", _QUIET, "-1WE 14:00 60", ("wheelchair", "hearing-loop")),
    _S("gambling", "torino", _CIRCLE, "TU,FR 20:30 90", (Anonymity.ANONYMOUS, Ages(18))),
    _S("loneliness", "utrecht", _TABLE, "SU 12:00 120", (GroupStatus.PAUSED, MeetingStatus.PAUSED)),
)
# fmt: on
