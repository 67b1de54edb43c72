"""All groups, by the key of their network."""

from collections.abc import Mapping

from api.feeds.demo.seeds import GroupSeed
from api.feeds.demo.tables import daily_life, losses, mental_health, recovery, regions

GROUPS: Mapping[str, tuple[GroupSeed, ...]] = {
    "lantern": losses.LANTERN,
    "lantern-letters": losses.LANTERN_LETTERS,
    "copper-kettle": recovery.COPPER_KETTLE,
    "kupferlaterne": recovery.KUPFERLATERNE,
    "farol-de-papel": regions.FAROL_DE_PAPEL,
    "table-de-noyer": regions.TABLE_DE_NOYER,
    "jangada": regions.JANGADA,
    "kamitodai": regions.KAMITODAI,
    "paper-boat": regions.PAPER_BOAT,
    "blue-kite": daily_life.BLUE_KITE,
    "pebble": losses.PEBBLE,
    "open-ledger": daily_life.OPEN_LEDGER,
    "kitewind": daily_life.KITEWIND,
    "harbour-bench": mental_health.HARBOUR_BENCH,
    "long-night": mental_health.LONG_NIGHT,
    "marigold": daily_life.MARIGOLD,
    "veranda": daily_life.VERANDA,
    "fern": losses.FERN,
}
