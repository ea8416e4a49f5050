"""Ways in and out: channels, the words of notices, and the worker that delivers them."""

from channels.channel import Channel, Inlet, Outlet, Refused
from channels.delivery import Delivery, wait_after
from channels.inbound.signature import sign
from channels.inbox import Inbox, InboxPage, InboxPlace
from channels.means import App, Key, Means
from channels.news import Message, News
from channels.notice import Notice
from channels.raw import Caller, Handed, Raw
from channels.registry import build_channels
from channels.store import ChannelStore
from channels.wording import local_time, notice_of

__all__ = [
    "App",
    "Caller",
    "Channel",
    "ChannelStore",
    "Delivery",
    "Handed",
    "Inbox",
    "InboxPage",
    "InboxPlace",
    "Inlet",
    "Key",
    "Means",
    "Message",
    "News",
    "Notice",
    "Outlet",
    "Raw",
    "Refused",
    "build_channels",
    "local_time",
    "notice_of",
    "sign",
    "wait_after",
]
