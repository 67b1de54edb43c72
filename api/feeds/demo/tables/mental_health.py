"""Groups around mental health, and the rooms that are open around the clock."""
# ruff: noqa: E501 - one group is one line.

from api.domain.vocabulary import (
    CapacityStatus,
    Cost,
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
HARBOUR_BENCH: tuple[GroupSeed, ...] = (
    _S("depression", "nairobi", _CIRCLE, "SA 10:00 90", (Speaks(("en", "sw")), CapacityStatus.HAS_CAPACITY)),
    _S("depression", "cairo", _CIRCLE, "MO 18:00 90", (Speaks(("ar",)), Size.FROM_9_TO_15)),
    _S("depression", "bangkok", _CIRCLE, "SU 14:00 90", (Speaks(("th",)), "wheelchair")),
    _S("depression", "bengaluru", _WALK, "SU 07:00 60", (Speaks(("en", "hi")), "outdoors", "professionals")),
    _S("anxiety", "lagos", _GATHERING, "TH 19:00 75 online", (OpenPlaceKind.SOCIAL_GROUP, "young-people")),
    _S("anxiety", "amman", _GATHERING, "TU 20:00 60 online", (Speaks(("ar",)), "women")),
    _S("anxiety", "singapore", _WORKSHOP, "WE 19:30 90", (Cost.PAID, Mark.MOVED)),
    _S("anxiety", "chiang-mai", _GATHERING, "1SA,3SA 15:00 120", (Speaks(("th",)),)),
    _S("burnout", "mumbai", _QUIET, "MO,WE,FR 06:30 45 online", ("meditation", "professionals")),
    _S("burnout", "dubai", _GATHERING, "2:SU 19:30 90", ("professionals", Cost.PAID, Mark.CANCELLED)),
    _S("bipolar", "johannesburg", _CIRCLE, "1TU,3TU 18:00 90", (Mark.REFERRALS, Joining.ON_REQUEST)),
    _S("mental-health", "accra", _TABLE, "2SA 13:00 150", ("family-and-friends",)),
    _S("mental-health", "kathmandu", _WALK, "SA 07:30 120", (Speaks(("en", "ne")), Mark.BARE)),
    _S("mental-health", "manila", _CIRCLE, "SA 16:00 90 hybrid", (Speaks(("en", "tl")), "young-people", Ages(18, 29))),
    _S("caregiving", "bangkok", _CIRCLE, "TH 13:00 90", (Speaks(("th",)), "family-and-friends")),
    _S("bereavement", "cairo", _CIRCLE, "-1FR 17:00 120", (Speaks(("ar",)), Joining.ON_REQUEST)),
    _S("ocd", "bengaluru", _HOUR, "2:SA 17:00 75 online", ("information",)),
    _S("perinatal", "nairobi", _TABLE, "WE 10:30 90", ("women", "child-friendly")),
    _S("hearing-voices", "cape-town", _CIRCLE, "FR 15:00 90", (Joining.ON_REQUEST, "cross-talk")),
    _S("mental-health", "suva", _TABLE, "SA 10:00 120", ("indigenous", Mark.BARE)),
)

# Each room stays open until the next one opens, in zones that do not change their clocks.
LONG_NIGHT: tuple[GroupSeed, ...] = (
    _S("loneliness", "lima", _GATHERING, "DAILY 19:00 120 online", (Size.FROM_16_TO_30,)),
    _S("loneliness", "phoenix", _GATHERING, "DAILY 19:00 120 online", (OpenPlaceKind.CHAT, Size.OVER_30)),
    _S("anxiety", "honolulu", _GATHERING, "DAILY 18:00 120 online", ("captions",)),
    _S("loneliness", "suva", _GATHERING, "DAILY 18:00 120 online", ()),
    _S("depression", "brisbane", _GATHERING, "DAILY 18:00 120 online", (Size.FROM_16_TO_30, "captions")),
    _S("loneliness", "tokyo", _GATHERING, "DAILY 19:00 120 online", (OpenPlaceKind.CHAT,)),
    _S("anxiety", "singapore", _GATHERING, "DAILY 20:00 120 online", (Size.FROM_9_TO_15,)),
    _S("depression", "mumbai", _GATHERING, "DAILY 19:30 120 online", (Speaks(("en", "hi")),)),
    _S("loneliness", "nairobi", _GATHERING, "DAILY 19:00 120 online", (Speaks(("en", "sw")),)),
    _S("anxiety", "johannesburg", _GATHERING, "DAILY 20:00 120 online", ()),
    _S("depression", "lagos", _GATHERING, "DAILY 21:00 120 online", (Size.OVER_30,)),
    _S("loneliness", "sao-paulo", _GATHERING, "DAILY 19:00 120 online", ("newcomers",)),
    _S("suicidal-thoughts", "singapore", _CIRCLE, "MO,TH 21:00 60 online", (Joining.ON_REQUEST, Support.THERAPEUTIC, Ages(18))),
    _S("suicidal-thoughts", "toronto", _CIRCLE, "WE,SU 20:00 60 online", (Joining.ON_REQUEST, Mark.NEUTRAL, Ages(18))),
    _S("loneliness", "singapore", _GATHERING, "", (OpenPlaceKind.FORUM, OpenPlaceKind.WARM_LINE)),
    _S("loneliness", "singapore", _QUIET, "SU 22:00 30 online", (GroupStatus.ARCHIVED,)),
    _S("loneliness", "bogota", _GATHERING, "", (OpenPlaceKind.CHAT,)),
    _S("self-harm", "singapore", _GATHERING, "", (OpenPlaceKind.FORUM, Ages(16, 25))),
)
# fmt: on
