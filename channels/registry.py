"""Every channel, by name. A new one is a file in ``adapters`` and a line here."""

from collections.abc import Mapping

from channels.adapters.iguanjia import Iguanjia
from channels.channel import Channel
from channels.store import ChannelStore


def registry(store: ChannelStore) -> Mapping[str, Channel]:
    """The channels of this service."""
    channels: list[Channel] = [Iguanjia(store)]
    return {channel.name: channel for channel in channels}
