"""Phrases in French."""
# ruff: noqa: RUF001 - French is written with its apostrophe and its narrow spaces.

from api.domain.terms import TERMS
from api.domain.vocabulary import Dimension, Joining
from api.feeds.demo.phrases.table import Phrases, Remark
from api.feeds.demo.seeds import Form

FRENCH = Phrases(
    language="fr",
    topics={term.slug: term.labels["fr"] for term in TERMS if term.dimension is Dimension.TOPIC},
    who={
        "alcohol": "les personnes qui veulent arrêter de boire",
        "bereavement": "les personnes en deuil",
        "burnout": "les personnes épuisées par leur travail",
        "cancer": "les personnes touchées par un cancer",
        "chronic-pain": "les personnes qui vivent avec la douleur",
        "depression": "les personnes qui vivent une dépression",
        "diabetes": "les personnes qui vivent avec un diabète",
        "eating-disorders": "les personnes qui se remettent d’un trouble alimentaire",
        "infertility": "les personnes qui espèrent un enfant",
        "loneliness": "les personnes qui se sentent seules",
        "mental-health": "les personnes qui prennent soin de leur santé mentale",
        "migration": "les personnes venues d’un autre pays",
        "parenting": "les parents qui traversent des moments difficiles",
        "rare-disease": "les personnes atteintes d’une maladie rare",
        "stroke-and-brain-injury": "les personnes qui ont eu un AVC ou une lésion cérébrale",
        "suicide-loss": "les personnes en deuil après un suicide",
    },
    forms={
        Form.CIRCLE: "cercle de parole",
        Form.GATHERING: "rencontre",
        Form.WALK: "promenade",
        Form.TABLE: "table partagée",
        Form.WORKSHOP: "atelier",
        Form.HOUR: "heure des questions",
        Form.QUIET: "heure de silence",
    },
    summaries={
        Form.CIRCLE: "Un lieu pour {who} : chacun parle à son tour et écoute les autres.",
        Form.GATHERING: "Un lieu pour {who} : on se retrouve sans programme et sans devoir parler.",
        Form.WALK: "Un lieu pour {who} : on marche ensemble et on parle en chemin.",
        Form.TABLE: "Un lieu pour {who} : on partage un repas et son expérience.",
        Form.WORKSHOP: "Un lieu pour {who} : on crée de ses mains et on parle en même temps.",
        Form.HOUR: "Un lieu pour {who} : on transmet ce qu’on a appris, on répond aux questions.",
        Form.QUIET: "Un lieu pour {who} : on reste un moment en silence, puis on parle.",
    },
    named="{topic} : {form}, {place}",
    nicknamed="{nickname} : {form}, {place}",
    nicknames=("La porte verte", "La deuxième tasse", "La longue table", "Côté fenêtre"),
    online="en ligne",
    by_phone="par téléphone",
    joining={
        Joining.OPEN: "Vous pouvez venir sans prévenir.",
        Joining.ON_REQUEST: "Écrivez-nous d’abord ; quelqu’un du groupe vous répondra.",
        Joining.BY_REFERRAL: "La personne qui vous accompagne peut vous orienter vers nous.",
        Joining.CLOSED: "Le groupe est complet pour le moment.",
    },
    notice="L’entraide entre pairs n’est ni une thérapie ni un service d’urgence. "
    "Si vous êtes en danger, appelez le numéro d’urgence de l’endroit où vous êtes.",
    guidelines="Ce qui se dit ici reste ici. Chacun parle de soi, personne ne donne de conseils "
    "sans qu’on les lui demande, et personne n’est obligé de parler.",
    remarks={
        Remark.CANCELLED: "La salle est fermée ce jour-là.",
        Remark.MOVED: "Une heure plus tard, pour une fois.",
        Remark.ADDED: "Une rencontre de plus, à la demande de beaucoup.",
        Remark.COST: "Une petite participation aux frais de salle.",
        Remark.HOURS: "Le soir, de six heures à dix heures.",
        Remark.ROOM: "L’accès est communiqué aux personnes inscrites.",
        Remark.TRANSPORT: "À cinq minutes à pied de l’arrêt le plus proche.",
        Remark.SHARED: "Pour les personnes qui l’ont vécu elles-mêmes.",
    },
    streets=("{number}, rue du Lampion", "{number}, rue du Vieux Verger"),
    houses=("Maison du Lampion", "Ancienne salle de lecture"),
    areas=("Centre-ville", "Vieille ville", "Près de la gare"),
)
