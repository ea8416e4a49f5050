"""Ways in and out: channels, the words of notices, and the worker that delivers them."""

from channels.channel import Channel, Refused
from channels.delivery import Delivery, wait_after
from channels.inbox import Inbox, InboxPage, InboxPlace
from channels.notice import Notice
from channels.registry import registry
from channels.store import ChannelStore
from channels.wording import local_time, notice_of

__all__ = [
    "Channel",
    "ChannelStore",
    "Delivery",
    "Inbox",
    "InboxPage",
    "InboxPlace",
    "Notice",
    "Refused",
    "local_time",
    "notice_of",
    "registry",
    "wait_after",
]
