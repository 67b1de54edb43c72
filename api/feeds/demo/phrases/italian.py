"""Phrases in Italian."""

from api.domain.vocabulary import Joining
from api.feeds.demo.phrases.table import Phrases, Remark
from api.feeds.demo.seeds import Form

ITALIAN = Phrases(
    language="it",
    topics={
        "anxiety": "Ansia",
        "bereavement": "Lutto",
        "caregiving": "Chi assiste un familiare",
        "gambling": "Gioco d'azzardo",
    },
    who={
        "anxiety": "persone con ansia o panico",
        "bereavement": "persone in lutto",
        "caregiving": "persone che assistono un familiare",
        "gambling": "persone che vogliono smettere di giocare d'azzardo",
    },
    forms={
        Form.CIRCLE: "cerchio di parola",
        Form.GATHERING: "incontro",
        Form.HOUR: "ora delle domande",
    },
    summaries={
        Form.CIRCLE: "Uno spazio per {who}: si parla a turno e ci si ascolta.",
        Form.GATHERING: "Uno spazio per {who}: ci si incontra senza programma.",
        Form.HOUR: "Uno spazio per {who}: si racconta ciò che si è imparato.",
    },
    named="{topic}: {form}, {place}",
    nicknamed="{nickname}: {form}, {place}",
    nicknames=("La porta verde", "Seconda tazza"),
    online="online",
    by_phone="al telefono",
    joining={Joining.OPEN: "Si può venire senza avvisare."},
    notice="Il sostegno tra pari non è una terapia né un servizio di emergenza. "
    "In caso di pericolo, chiamate il numero di emergenza del luogo in cui siete.",
    remarks={Remark.ROOM: "L'accesso viene comunicato a chi si è iscritto."},
    streets=("Via del Lampioncino {number}", "Via del Vecchio Frutteto {number}"),
    houses=("Casa del Lampioncino",),
    areas=("Centro", "Centro storico"),
)
