"""WeChat, as the mini-program of i莞家 uses it: sign-in and subscribe messages (docs/channels/wechat.md)."""

from channels.wechat.account import BASE_URL, Account
from channels.wechat.mini_program import MiniProgram, mini_program
from channels.wechat.store import WeChatStore

__all__ = ["BASE_URL", "Account", "MiniProgram", "WeChatStore", "mini_program"]
