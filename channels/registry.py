"""Every channel, by name. A new one is a file in ``adapters`` and a line here."""

from collections.abc import Mapping

from channels.adapters import city, grid, iguanjia, open311, traffic
from channels.channel import Channel
from channels.means import Means


def build_channels(means: Means) -> Mapping[str, Channel]:
    """The channels of this service."""
    channels = (
        iguanjia.channel(means),
        traffic.channel(means),
        grid.channel(means),
        city.channel(means),
        open311.channel(),
    )
    return {channel.name: channel for channel in channels}
