"""Photos from where an app keeps them: hosts on the operator's list only, and never our own network.

The name is resolved once and the connection goes to what was resolved, so a name that answers differently a
moment later leads nowhere else.
"""

import asyncio
import ipaddress
import socket
from tempfile import SpooledTemporaryFile
from typing import IO

import httpx

from channels.inbound.fields import Path
from intake import InvalidInput, Unavailable

MAX_BYTES = 12 * 1024 * 1024
"""Of one photo: what is taken in at all."""
MAX_S = 15.0
"""Seconds for one photo, from the look-up of its host to the last byte."""

_IN_MEMORY = 1_048_576
_PORTS = {"https": 443, "http": 80}
_AWAY = 500
_OK = 200


async def fetch(http: httpx.AsyncClient, url: str, hosts: frozenset[str], path: Path) -> IO[bytes]:
    """The bytes of one photo, from their beginning; to be closed by whoever asked.

    Args:
        http: follows no redirect.
        url: ``https``; plain ``http`` only where the operator listed host and port.
        hosts: ``photos.example.cn``, or ``10.1.2.3:8443`` for one inside the city's own network.
        path: names the photo in a refusal.

    Raises:
        InvalidInput: the link, its host or what it leads to is not allowed; it will not be later either.
        Unavailable: the host does not answer now.
    """
    link, is_named = _checked(url, hosts, path)
    kept = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the caller closes it
    try:
        async with asyncio.timeout(MAX_S):
            address = await _address(link, is_named, path)
            await _copy(http, link, address, kept, path)
    except BaseException as error:
        kept.close()
        if isinstance(error, TimeoutError | OSError | httpx.TransportError):
            raise _away(path) from error
        raise
    kept.seek(0)
    return kept


def _checked(url: str, hosts: frozenset[str], path: Path) -> tuple[httpx.URL, bool]:
    """The link, and whether the operator named its very host and port."""
    try:
        link = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise _refused(path, "照片地址无效", "It is no link", "url") from error
    if link.scheme not in _PORTS or not link.host or link.userinfo:
        raise _refused(path, "照片地址须为不含账号的 https 链接", "An https link without a user", "url")
    netloc = f"{link.host}:{link.port or _PORTS[link.scheme]}".lower()
    is_named = netloc in hosts
    if not is_named and (link.scheme != "https" or link.port is not None or link.host.lower() not in hosts):
        raise _refused(path, "照片所在主机未列入白名单", "Its host is not on the list", "photo_host")
    return link, is_named


async def _address(link: httpx.URL, is_named: bool, path: Path) -> str:  # noqa: FBT001 - of _checked
    """Where the host of the link is; one answer that is not public makes the whole name suspect."""
    port = link.port or _PORTS[link.scheme]
    found = await asyncio.get_running_loop().getaddrinfo(link.host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(each[4][0]) for each in found]
    if not is_named and not all(each.is_global and not each.is_multicast for each in addresses):
        raise _refused(path, "照片地址指向内部网络", "It leads into a private network", "private")
    return str(addresses[0])


async def _copy(http: httpx.AsyncClient, link: httpx.URL, address: str, kept: IO[bytes], path: Path) -> None:
    headers = {"host": link.netloc.decode("ascii"), "accept": "image/*", "accept-encoding": "identity"}
    async with http.stream(
        "GET",
        link.copy_with(host=address),
        headers=headers,
        extensions={"sni_hostname": link.host},
        follow_redirects=False,
    ) as response:
        if response.status_code >= _AWAY:
            raise _away(path)
        if response.is_redirect:
            raise _refused(path, "照片地址不得重定向", "It redirects", "redirect")
        if response.status_code != _OK:
            raise _refused(
                path,
                f"照片主机答复 {response.status_code}",
                f"Its host answered {response.status_code}",
                "photo_link",
            )
        size = 0
        async for chunk in response.aiter_raw():
            size += len(chunk)
            if size > MAX_BYTES:
                raise _refused(
                    path, f"照片超过 {MAX_BYTES} 字节", f"It is longer than {MAX_BYTES} bytes", "max_bytes"
                )
            kept.write(chunk)


def _refused(path: Path, zh: str, en: str, rule: str) -> InvalidInput:
    name = ".".join(path)
    return InvalidInput(f"{name}：{zh}", f"{name}: {en}", path=path, rule=rule)


def _away(path: Path) -> Unavailable:
    error = Unavailable("photo_host", 30)
    name = ".".join(path)
    error.path, error.rule = path, "photo_away"
    error.zh = f"{name}：暂时取不到该照片，本次未登记，请稍后原样重试"
    error.en = f"{name}: the photo cannot be fetched now; nothing was filed, send the same again later"
    return error
