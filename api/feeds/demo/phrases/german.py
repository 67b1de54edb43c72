"""Phrases in German."""

from api.domain.terms import TERMS
from api.domain.vocabulary import Dimension, Joining
from api.feeds.demo.phrases.table import Phrases, Remark
from api.feeds.demo.seeds import Form

GERMAN = Phrases(
    language="de",
    topics={term.slug: term.labels["de"] for term in TERMS if term.dimension is Dimension.TOPIC},
    who={
        "alcohol": "Menschen, die nicht mehr trinken wollen,",
        "anxiety": "Menschen mit Angst oder Panik",
        "bereavement": "Menschen in Trauer",
        "burnout": "Menschen, die ihre Arbeit erschöpft hat,",
        "depression": "Menschen mit Depressionen",
        "diabetes": "Menschen mit Diabetes",
        "gambling": "Menschen, die nicht mehr spielen wollen,",
        "hearing-voices": "Menschen, die Stimmen hören oder eine Psychose erlebt haben,",
        "mental-illness-in-the-family": "Angehörige von Menschen mit psychischer Erkrankung",
        "multiple-sclerosis": "Menschen mit Multipler Sklerose",
        "neurodiversity": "Autistische Menschen und Menschen mit ADHS",
    },
    forms={
        Form.CIRCLE: "Gesprächskreis",
        Form.GATHERING: "Treff",
        Form.WALK: "Spaziergang",
        Form.TABLE: "gemeinsamer Tisch",
        Form.WORKSHOP: "Werkstatt",
        Form.HOUR: "Fragestunde",
        Form.QUIET: "stille Stunde",
    },
    summaries={
        Form.CIRCLE: "{who} reden der Reihe nach und hören einander zu.",
        Form.GATHERING: "{who} treffen sich ohne Programm, und niemand muss etwas sagen.",
        Form.WALK: "{who} gehen zusammen spazieren und reden unterwegs.",
        Form.TABLE: "{who} essen zusammen und teilen ihre Erfahrungen.",
        Form.WORKSHOP: "{who} arbeiten mit den Händen und kommen dabei ins Gespräch.",
        Form.HOUR: "{who} geben weiter, was sie gelernt haben, und beantworten Fragen.",
        Form.QUIET: "{who} sind eine Weile still und sagen dann, was sie bewegt.",
    },
    named="{topic}: {form}, {place}",
    nicknamed="{nickname}: {form}, {place}",
    nicknames=("Die grüne Tür", "Fensterplatz", "Zweite Tasse", "Langer Tisch"),
    online="online",
    by_phone="am Telefon",
    joining={
        Joining.OPEN: "Kommen Sie, wie Sie sind, auch ohne Anmeldung.",
        Joining.ON_REQUEST: "Schreiben Sie uns vorher; jemand aus der Gruppe antwortet.",
        Joining.BY_REFERRAL: "Wer Sie begleitet, kann Sie an uns vermitteln.",
        Joining.CLOSED: "Die Gruppe ist zurzeit vollzählig.",
    },
    notice="Selbsthilfe ist weder Therapie noch Notdienst. "
    "Wenn Sie in Gefahr sind, wählen Sie den Notruf des Ortes, an dem Sie sind.",
    guidelines="Was hier gesagt wird, bleibt hier. Wir sprechen von uns selbst, geben keine "
    "ungebetenen Ratschläge, und niemand muss etwas sagen.",
    remarks={
        Remark.CANCELLED: "Der Raum ist an diesem Tag geschlossen.",
        Remark.MOVED: "Ausnahmsweise eine Stunde später.",
        Remark.ADDED: "Ein zusätzliches Treffen, weil viele danach gefragt haben.",
        Remark.COST: "Ein kleiner Beitrag zur Raummiete.",
        Remark.HOURS: "Abends von sechs bis zehn.",
        Remark.ROOM: "Den Zugang erfahren alle, die sich angemeldet haben.",
        Remark.TRANSPORT: "Fünf Minuten zu Fuß von der nächsten Haltestelle.",
        Remark.SHARED: "Für alle, die es selbst erlebt haben.",
    },
    streets=("Laternenweg {number}", "Am alten Obstgarten {number}", "Drachenwiese {number}"),
    houses=("Haus Laterne", "Alter Lesesaal", "Nachbarschaftshaus am Obstgarten"),
    areas=("Innenstadt", "Altstadt", "Bahnhofsnähe"),
)
