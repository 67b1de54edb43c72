"""Organisations and networks. None of the names is one that somebody bears."""
# ruff: noqa: E501, RUF001 - one organisation is one line, and names are written as they are.

from api.domain.vocabulary import (
    Anonymity,
    Cost,
    Joining,
    NetworkStatus,
    OrganisationKind,
    OrganisationStatus,
    Support,
)
from api.feeds.demo.seeds import Ages, Mark, NetworkSeed, OrganisationSeed

PLATFORM = "showcase"
"""The organisation that keeps the crisis resources."""

_OPERATOR = OrganisationKind.NETWORK_OPERATOR
_VERIFIED, _UNCLAIMED = OrganisationStatus.VERIFIED, OrganisationStatus.UNCLAIMED
_APPLIED, _SUSPENDED = OrganisationStatus.APPLIED, OrganisationStatus.SUSPENDED

# fmt: off
ORGANISATIONS: tuple[OrganisationSeed, ...] = (
    OrganisationSeed(PLATFORM, "Peers Showcase", OrganisationKind.PLATFORM, _VERIFIED, "IE", ("en",)),
    OrganisationSeed("lantern", "Lantern Circles Trust", _OPERATOR, _VERIFIED, "GB", ("en",)),
    OrganisationSeed("copper-kettle", "Copper Kettle Fellowship", _OPERATOR, _UNCLAIMED, "US", ("en", "es")),
    OrganisationSeed("kupferlaterne", "Kupferlaterne Selbsthilfe", _OPERATOR, _VERIFIED, "DE", ("de",)),
    OrganisationSeed("farol-de-papel", "Asociación Farol de Papel", _OPERATOR, _VERIFIED, "MX", ("es",)),
    OrganisationSeed("table-de-noyer", "Association La Table de Noyer", _OPERATOR, _VERIFIED, "FR", ("fr",)),
    OrganisationSeed("jangada", "Associação Jangada de Papel", _OPERATOR, _APPLIED, "BR", ("pt",)),
    OrganisationSeed("kamitodai", "紙灯台の会", _OPERATOR, _VERIFIED, "JP", ("ja",)),
    OrganisationSeed("paper-boat", "Papieren Boot", _OPERATOR, _UNCLAIMED, "NL", ("nl", "it")),
    OrganisationSeed("blue-kite", "Blue Kite Carers", _OPERATOR, _VERIFIED, "AU", ("en",)),
    OrganisationSeed("pebble", "Pebble and Thread", _OPERATOR, _VERIFIED, "US", ("en",)),
    OrganisationSeed("open-ledger", "Open Ledger Circles", OrganisationKind.PARTNER, _VERIFIED, "GB", ("en", "es")),
    OrganisationSeed("kitewind", "Kitewind", _OPERATOR, _APPLIED, "CA", ("en", "fr", "es")),
    OrganisationSeed("harbour-bench", "Harbour Bench", _OPERATOR, _VERIFIED, "KE", ("en", "ar", "th")),
    OrganisationSeed("long-night", "Long Night Rooms", OrganisationKind.PARTNER, _VERIFIED, "SG", ("en", "es", "ja", "pt")),
    OrganisationSeed("marigold", "Marigold Tables", _OPERATOR, _UNCLAIMED, "NZ", ("en", "pt")),
    OrganisationSeed("veranda", "Veranda Clinic", OrganisationKind.CLINIC, _VERIFIED, "CA", ("en", "fr")),
    OrganisationSeed("fern", "Withered Fern", _OPERATOR, _SUSPENDED, "US", ("en",)),
)

NETWORKS: tuple[NetworkSeed, ...] = (
    NetworkSeed(
        "lantern", "lantern", "Lantern Circles",
        "Circles, walks and quiet hours for people in grief.",
        ("en",), (Joining.OPEN, Support.EMOTIONAL, Cost.FREE, Anonymity.FIRST_NAME),
        (("Losing somebody close", "bereavement"), ("Losing a baby", "pregnancy-loss"), ("Anniversaries", "")),
    ),
    NetworkSeed(
        "lantern-letters", "lantern", "Lantern Letters",
        "Grief by letter; its groups have moved to Lantern Circles.",
        ("en",), (Support.EMOTIONAL,), (), NetworkStatus.ARCHIVED,
    ),
    NetworkSeed(
        "copper-kettle", "copper-kettle", "Copper Kettle Fellowship",
        "People in recovery from drink, drugs and other addictions, and their families.",
        ("en", "es"), (Joining.OPEN, Anonymity.ANONYMOUS, Cost.DONATION, Ages(18)),
        (("Drink", "alcohol"), ("Families of those who drink", "addiction-in-the-family"), ("Bets", "gambling")),
    ),
    NetworkSeed(
        "kupferlaterne", "kupferlaterne", "Kupferlaterne",
        "Selbsthilfegruppen zu seelischer Gesundheit, chronischer Krankheit und Sucht.",
        ("de",), (Anonymity.FIRST_NAME, Cost.FREE),
        (("Seelische Krisen", "mental-health"), ("Angehörige", "mental-illness-in-the-family")),
    ),
    NetworkSeed(
        "farol-de-papel", "farol-de-papel", "Red Farol de Papel",
        "Grupos de apoyo entre iguales en España y América Latina.",
        ("es",), (Joining.OPEN, Cost.FREE),
        (("Ansiedad y pánico", "anxiety"), ("Pérdidas", "bereavement"), ("Quienes cuidan", "caregiving")),
    ),
    NetworkSeed(
        "table-de-noyer", "table-de-noyer", "Réseau La Table de Noyer",
        "Des groupes d’entraide en France, en Belgique, au Québec et en Afrique de l’Ouest.",
        ("fr",), (Anonymity.FIRST_NAME,),
        (("Épuisement", "burnout"), ("Deuil", "bereavement"), ("Exil", "migration")),
    ),
    NetworkSeed(
        "jangada", "jangada", "Rede Jangada de Papel",
        "Grupos de ajuda mútua no Brasil e em Portugal.",
        ("pt",), (Joining.OPEN, Cost.FREE),
        (("Luto", "bereavement"), ("Álcool", "alcohol"), ("Quem cuida", "caregiving")),
    ),
    NetworkSeed(
        "kamitodai", "kamitodai", "紙灯台ネットワーク",
        "同じ経験をもつ人どうしが支え合うグループのネットワークです。",
        ("ja",), (Anonymity.PSEUDONYM,),
        (("ひきこもりと孤独", "loneliness"), ("介護", "caregiving")),
    ),
    NetworkSeed(
        "paper-boat", "paper-boat", "Papieren Boot",
        "Groepen van lotgenoten in Nederland, België en Italië.",
        ("nl", "it"), (Joining.OPEN,),
        (("Rouw", "bereavement"), ("Mantelzorg", "caregiving")),
    ),
    NetworkSeed(
        "blue-kite", "blue-kite", "Blue Kite Carers",
        "People who care for a relative, a friend or an ill child.",
        ("en",), (Support.EMOTIONAL, Support.INFORMATIONAL, Cost.FREE),
        (("Memory loss in the family", "dementia-care"), ("Our children", "parents-of-ill-children")),
    ),
    NetworkSeed(
        "pebble", "pebble", "Pebble and Thread",
        "Small, protected groups for people who have lived through violence and trauma.",
        ("en",), (Mark.NEUTRAL, Joining.ON_REQUEST, Anonymity.PSEUDONYM, Cost.FREE, Ages(18)),
        (("What happened at home", "domestic-abuse"), ("What happened long ago", "childhood-abuse")),
    ),
    NetworkSeed(
        "open-ledger", "open-ledger", "Open Ledger Circles",
        "Practical help among equals: health care, the law, debts, work and new beginnings.",
        ("en", "es"), (Support.INFORMATIONAL, Joining.OPEN, Cost.FREE),
        (("Bills and debts", "money-and-debt"), ("Insurance and hospitals", "navigating-health-care"), ("Courts", "legal-matters")),
    ),
    NetworkSeed(
        "kitewind", "kitewind", "Kitewind",
        "Long-term and rare illness, across borders and mostly online.",
        ("en", "fr", "es"), (Support.EMOTIONAL, Support.INFORMATIONAL, "captions"),
        (("Few of us in any one place", "rare-disease"), ("Pain that stays", "chronic-pain")),
    ),
    NetworkSeed(
        "harbour-bench", "harbour-bench", "Harbour Bench",
        "Mental health among friends, in Africa, the Middle East and Asia.",
        ("en", "ar", "th"), (Joining.OPEN, Cost.FREE),
        (("Low days", "depression"), ("Worry", "anxiety"), ("Worn out", "burnout")),
    ),
    NetworkSeed(
        "long-night", "long-night", "Long Night Rooms",
        "Online rooms that follow the evening around the world, so that one is always open.",
        ("en", "es", "ja", "pt"), (Support.EMOTIONAL, Joining.OPEN, Anonymity.ANONYMOUS, Cost.FREE),
        (("Awake at night", ""), ("Alone", "loneliness"), ("Dark thoughts", "suicidal-thoughts")),
    ),
    NetworkSeed(
        "marigold", "marigold", "Marigold Tables",
        "Tables and walks for LGBTQ people, for young people and for those close to them.",
        ("en", "pt"), (Joining.OPEN, "lgbtq"),
        (("Coming out", "lgbtq-identity"), ("Living with HIV", "hiv")),
    ),
    NetworkSeed(
        "veranda", "veranda", "Veranda Clinic Aftercare",
        "Groups of former patients who go on meeting after their treatment.",
        ("en", "fr"), (Support.THERAPEUTIC, Joining.BY_REFERRAL, Anonymity.FULL_NAME, Mark.REFERRALS),
        (("After a stroke", "stroke-and-brain-injury"), ("After hospital", "mental-health")),
    ),
    NetworkSeed(
        "fern", "fern", "Withered Fern",
        "A network that was never published.",
        ("en",), (), (), NetworkStatus.DRAFT,
    ),
)
# fmt: on
