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
from channels.open311 import CHANNEL as OPEN311
from channels.open311 import Desk as Open311Desk
from channels.open311 import Posted as Open311Posted
from channels.open311 import Service as Open311Service
from channels.open311 import asked as open311_asked
from channels.open311 import definition as open311_definition
from channels.open311 import discovery as open311_discovery
from channels.open311 import errors as open311_errors
from channels.open311 import imported as open311_imported
from channels.open311 import own_request as open311_own_request
from channels.open311 import posted as open311_posted
from channels.open311 import read_services as open311_services
from channels.open311 import ref_of as open311_ref
from channels.open311 import request_row as open311_request
from channels.open311 import service_row as open311_service
from channels.open311 import taken_in as open311_taken_in
from channels.open311 import to_xml as open311_xml
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
    "OPEN311",
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
    "Open311Desk",
    "Open311Posted",
    "Open311Service",
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
    "open311_asked",
    "open311_definition",
    "open311_discovery",
    "open311_errors",
    "open311_imported",
    "open311_own_request",
    "open311_posted",
    "open311_ref",
    "open311_request",
    "open311_service",
    "open311_services",
    "open311_taken_in",
    "open311_xml",
    "open_callback",
    "sign",
    "wait_after",
]
