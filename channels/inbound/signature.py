"""What proves who sent a request: an HMAC over all that counts of it (docs/channels/README.md). Pure.

The body counts by its digest, which is a header of its own: so a stranger is turned away before a byte of
their body is read. Requests of apps and our call-backs to them are signed alike.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from channels.means import App, Key
from channels.raw import Caller, Raw
from intake import HashAlgorithm, Unauthenticated

KEY, TIMESTAMP, NONCE = "x-ssp-key", "x-ssp-timestamp", "x-ssp-nonce"
DIGEST, SIGNATURE = "x-ssp-digest", "x-ssp-signature"
SKEW = timedelta(seconds=300)
"""How far a timestamp may be from our clock, either way."""

_ID = re.compile(r"[!-~]{1,64}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_HEX = re.compile(r"[0-9a-f]{64}")


def sign(
    key: Key, algorithm: HashAlgorithm, *, method: str, target: str, body: bytes, at: datetime, nonce: str
) -> dict[str, str]:
    """The headers that prove a request.

    Args:
        key: a secret shared with whoever receives it.
        algorithm: what the two sides agreed on.
        method: ``POST``.
        target: path and query exactly as they go over the wire, each escape as it is sent.
        body: all of it; empty for none.
        at: now, aware; counts in whole seconds.
        nonce: 16-64 characters of ``A-Za-z0-9_-``, never used with this key before.
    """
    timestamp, digest = str(int(at.timestamp())), body_digest(body, algorithm)
    return {
        KEY: key.id,
        TIMESTAMP: timestamp,
        NONCE: nonce,
        DIGEST: digest,
        SIGNATURE: _signature(key, algorithm, (method, target, timestamp, nonce, digest)),
    }


def verify(channel: str, app: App, raw: Raw, now: datetime) -> Caller:
    """Who sent a request, by all of it but its body, whose digest is then known.

    Raises:
        Unauthenticated: the proof does not hold; a wrong key and a wrong signature are told alike.
    """
    headers = raw.headers
    key_id = _shaped(headers, KEY, _ID)
    timestamp, nonce = _shaped(headers, TIMESTAMP, _TIMESTAMP), _shaped(headers, NONCE, _NONCE)
    digest, signature = _shaped(headers, DIGEST, _HEX), _shaped(headers, SIGNATURE, _HEX)
    if abs(int(timestamp) - now.timestamp()) > SKEW.total_seconds():
        raise _unproven(
            "时间戳与服务器时间相差超过 300 秒，请校准时钟后重新签名",
            "The timestamp is more than 300 s from our clock; set yours and sign again",
            TIMESTAMP,
            "clock_skew",
        )
    key = next((each for each in app.keys if each.id == key_id), None)
    content = (raw.method, raw.target, timestamp, nonce, digest)
    if key is None or not hmac.compare_digest(_signature(key, app.hash, content), signature):
        raise _unproven(
            "签名不符，请核对密钥、算法和签名原文",
            "The signature does not hold; check the key, the algorithm and what was signed",
            SIGNATURE,
            "signature",
        )
    return Caller(channel=channel, key=key.id, nonce=nonce, digest=digest)


def check_body(caller: Caller, app: App, body: bytes) -> None:
    """Refuse a body that is not the one whose digest was signed.

    Raises:
        Unauthenticated: it is another.
    """
    if caller.digest is not None and body_digest(body, app.hash) != caller.digest:
        raise _unproven(
            "请求体与签名的摘要不符",
            "The body is not the one whose digest was signed",
            DIGEST,
            "digest",
        )


def body_digest(body: bytes, algorithm: HashAlgorithm) -> str:
    """Digest of a body, 64 hexadecimal digits."""
    return hashlib.new(algorithm.value, body).hexdigest()


def _signature(key: Key, algorithm: HashAlgorithm, content: tuple[str, ...]) -> str:
    return hmac.new(key.secret, "\n".join(content).encode(), algorithm.value).hexdigest()


def _shaped(headers: Mapping[str, str], name: str, shape: re.Pattern[str]) -> str:
    value = headers.get(name, "")
    if not shape.fullmatch(value):
        raise _unproven(
            f"请求头 {name} 缺失或格式有误",
            f"The header {name} is missing or has another form",
            name,
            "signed",
        )
    return value


def _unproven(zh: str, en: str, header: str, rule: str) -> Unauthenticated:
    error = Unauthenticated(zh, en)
    error.path, error.rule = ("headers", header), rule
    return error
