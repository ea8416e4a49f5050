"""Ways in and out: channels, the words of notices, and the worker that delivers them."""

from channels.channel import Channel, Inlet, Outlet, Refused
from channels.delivery import Delivery, wait_after
from channels.inbound.errors import TooLong, TooOften
from channels.inbound.photos import Kept
from channels.inbound.signature import sign
from channels.inbound.store import InboundStore
from channels.inbox import Inbox, InboxPage, InboxPlace
from channels.means import App, Key, Means, Poster
from channels.news import Message, News
from channels.notice import Notice
from channels.raw import Caller, Handed, Raw
from channels.receive import Receiver
from channels.registry import build_channels
from channels.store import ChannelStore
from channels.tables import TableError
from channels.wording import local_time, notice_of

__all__ = [
    "App",
    "Caller",
    "Channel",
    "ChannelStore",
    "Delivery",
    "Handed",
    "InboundStore",
    "Inbox",
    "InboxPage",
    "InboxPlace",
    "Inlet",
    "Kept",
    "Key",
    "Means",
    "Message",
    "News",
    "Notice",
    "Outlet",
    "Poster",
    "Raw",
    "Receiver",
    "Refused",
    "TableError",
    "TooLong",
    "TooOften",
    "build_channels",
    "local_time",
    "notice_of",
    "sign",
    "wait_after",
]
