"""Phrases in Dutch."""

from api.domain.vocabulary import Joining
from api.feeds.demo.phrases.table import Phrases, Remark
from api.feeds.demo.seeds import Form

DUTCH = Phrases(
    language="nl",
    topics={
        "bereavement": "Rouw",
        "caregiving": "Mantelzorg",
        "chronic-pain": "Chronische pijn",
        "depression": "Depressie",
        "loneliness": "Eenzaamheid",
    },
    who={
        "bereavement": "mensen in rouw",
        "caregiving": "mensen die voor een naaste zorgen",
        "chronic-pain": "mensen met chronische pijn",
        "depression": "mensen met een depressie",
        "loneliness": "mensen die zich eenzaam voelen",
    },
    forms={
        Form.GATHERING: "bijeenkomst",
        Form.WALK: "wandeling",
        Form.TABLE: "gedeelde tafel",
        Form.QUIET: "stil uur",
    },
    summaries={
        Form.GATHERING: "Een plek voor {who}: we komen bij elkaar en niemand hoeft te praten.",
        Form.WALK: "Een plek voor {who}: we wandelen samen en praten onderweg.",
        Form.TABLE: "Een plek voor {who}: we eten samen en delen onze ervaringen.",
        Form.QUIET: "Een plek voor {who}: we zijn een tijdje stil en praten daarna.",
    },
    named="{topic}: {form}, {place}",
    nicknamed="{nickname}: {form}, {place}",
    nicknames=("De groene deur", "Tweede kopje"),
    online="online",
    by_phone="per telefoon",
    joining={Joining.OPEN: "Je kunt komen zonder je aan te melden."},
    notice="Lotgenotencontact is geen therapie en geen hulpdienst. "
    "Ben je in gevaar, bel dan het alarmnummer van de plaats waar je bent.",
    remarks={Remark.ROOM: "Wie zich heeft aangemeld, krijgt de toegang te horen."},
    streets=("Lampionpad {number}", "Oude Boomgaardstraat {number}"),
    houses=("Huis de Lampion",),
    areas=("Centrum", "Binnenstad"),
)
