"""The demo world: invented networks, groups and meetings around the globe.

``load_demo`` writes it. Its organisations are marked ``demo``, their names and slugs say so,
and its groups have the source ``demo``. Names, streets and rooms are made up; cities are
real. Nothing of it is random: ids follow from slugs, and what a table leaves open is picked by
a hash, so that everybody sees the same world; only dates follow the day of loading.
"""

from api.feeds.demo.loading import DemoReport, load_demo

__all__ = ["DemoReport", "load_demo"]
