"""Signed call-backs to the servers of apps, and what their answers mean (docs/channels/outbound.md)."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import orjson
from yarl import URL

from channels.channel import Later, Refused
from channels.inbound.signature import sign
from channels.means import App
from channels.news import Message

DELIVERY = "X-SSP-Delivery"
ANSWER_BYTES = 16_384
"""What an app may say; the rest is not read."""
_TOTAL_S, _CONNECT_S = 10.0, 3.0
_AGAIN = frozenset({408, 425, 429})
_WORDS = 150


class Callback:
    """Posts messages.

    Args:
        session: for these posts alone: no cookies, nothing decompressed.
        clock: now, aware UTC.
    """

    def __init__(self, session: aiohttp.ClientSession, clock: Callable[[], datetime]) -> None:
        self._session = session
        self._clock = clock

    async def post(self, app: App, message: Message) -> None:
        """Send one message, signed with the first key of the app; within ten seconds.

        Redirects are not followed: what was signed is for one address.

        Raises:
            Refused: the app says that it will never take it, or it has no address or key.
            Later: anything else.
        """
        if app.callback_url is None or not app.keys:
            raise Refused("no call-back address, or no key to sign with")
        url = URL(app.callback_url)
        body = orjson.dumps({"deliveryId": message.delivery_id, **message.body})
        headers = sign(
            app.keys[0],
            app.hash,
            method="POST",
            target=url.raw_path_qs,
            body=body,
            at=self._clock(),
            nonce=secrets.token_urlsafe(16),
        )
        headers |= {DELIVERY: message.delivery_id, "Content-Type": "application/json"}
        try:
            async with self._session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
                said = await _read(answer)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Later(f"no answer ({type(error).__name__})") from error
        judge(answer.status, said, answer.headers.get("Retry-After"), self._clock())


@asynccontextmanager
async def open_callback(clock: Callable[[], datetime]) -> AsyncIterator[Callback]:
    """A sender with its own connections, kept open between messages until left."""
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),  # lanes bound what is under way, each its own
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=_TOTAL_S, connect=_CONNECT_S),
        auto_decompress=False,
        trust_env=False,
    ) as session:
        yield Callback(session, clock)


def judge(code: int, said: bytes | None, retry_after: str | None, now: datetime) -> None:
    """Return when an answer says that the message was taken. Pure.

    Args:
        code: of HTTP.
        said: the body; None where it is too long to be an answer.
        retry_after: the header of that name.
        now: aware UTC.

    Raises:
        Refused: it never will be.
        Later: not this time, or nobody knows.
    """
    if 400 <= code < 500 and code not in _AGAIN:  # noqa: PLR2004 - the range of HTTP
        raise Refused(f"HTTP {code}")
    if not 200 <= code < 300:  # noqa: PLR2004 - the range of HTTP
        raise Later(f"HTTP {code}", _wait(retry_after, now))
    if said is None:
        raise Later(f"HTTP {code} with more than {ANSWER_BYTES} bytes")
    if said.strip():
        _judge_words(code, said)


def _judge_words(code: int, said: bytes) -> None:
    try:
        answer = orjson.loads(said)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise Later(f"HTTP {code} with a body that is no JSON object")
    told = answer.get("code", 0)
    if told in (0, "0"):
        return
    words = f"HTTP {code}, code {told}: {answer.get('message', '')}"[:_WORDS]
    if answer.get("retry") is False:
        raise Refused(words)
    raise Later(words)


async def _read(answer: aiohttp.ClientResponse) -> bytes | None:
    """The body; None for one that is too long, of which the connection is given up."""
    said = b""
    async for chunk in answer.content.iter_any():
        said += chunk
        if len(said) > ANSWER_BYTES:
            answer.close()
            return None
    return said


def _wait(retry_after: str | None, now: datetime) -> timedelta | None:
    """What ``Retry-After`` asks for, in seconds or as a date; None when it says nothing that we know."""
    if retry_after is None:
        return None
    if retry_after.isascii() and retry_after.isdigit():
        return timedelta(seconds=min(int(retry_after[:9]), 86_400))
    try:
        at = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(at.replace(tzinfo=at.tzinfo or UTC) - now, timedelta())
