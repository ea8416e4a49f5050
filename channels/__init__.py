"""Ways in and out: channels, the words of notices, and the worker that delivers them."""

from channels.callback import Callback, open_callback
from channels.channel import Channel, Inlet, Later, Outlet, Refused
from channels.delivery import Delivery
from channels.inbound.errors import TooLong, TooOften
from channels.inbound.photos import Kept
from channels.inbound.signature import sign
from channels.inbound.store import InboundStore
from channels.inbox import Inbox, InboxPage, InboxPlace
from channels.means import App, Key, Means, Poster
from channels.news import Message, News
from channels.notice import Notice
from channels.outbound.circuit import Circuit, CircuitState
from channels.outbound.lane import Pace
from channels.outbound.retry import wait_after
from channels.outbound.store import CircuitStore
from channels.raw import Caller, Handed, Raw
from channels.receive import Receiver
from channels.registry import build_channels
from channels.store import ChannelStore
from channels.tables import TableError
from channels.wechat import BASE_URL as WECHAT_URL
from channels.wechat import Account, MiniProgram, WeChatStore, mini_program
from channels.wording import local_time, notice_of

__all__ = [
    "WECHAT_URL",
    "Account",
    "App",
    "Callback",
    "Caller",
    "Channel",
    "ChannelStore",
    "Circuit",
    "CircuitState",
    "CircuitStore",
    "Delivery",
    "Handed",
    "InboundStore",
    "Inbox",
    "InboxPage",
    "InboxPlace",
    "Inlet",
    "Kept",
    "Key",
    "Later",
    "Means",
    "Message",
    "MiniProgram",
    "News",
    "Notice",
    "Outlet",
    "Pace",
    "Poster",
    "Raw",
    "Receiver",
    "Refused",
    "TableError",
    "TooLong",
    "TooOften",
    "WeChatStore",
    "build_channels",
    "local_time",
    "mini_program",
    "notice_of",
    "open_callback",
    "sign",
    "wait_after",
]
