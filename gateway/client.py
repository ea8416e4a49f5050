"""A small client of our own public interface: what a mini-program does, for the demonstration."""

from typing import Any

import aiohttp


class ClientError(Exception):
    """The service answered with an error; the words are its own."""


class Client:
    """Speaks GraphQL and uploads photos as one person.

    Args:
        session: an open HTTP session.
        url: base address of the service.
        token: bearer token of the person.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        self._session = session
        self._url = url
        self._headers = {"authorization": f"Bearer {token}", "accept-language": "zh-CN"}

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The ``data`` of a document.

        Raises:
            ClientError: there were errors, or a payload that is one.
        """
        async with self._session.post(
            f"{self._url}/graphql", json={"query": document, "variables": variables}, headers=self._headers
        ) as response:
            answer = await response.json()
        if answer.get("errors"):
            raise ClientError("; ".join(each["message"] for each in answer["errors"]))
        data: dict[str, Any] = answer["data"]
        for payload in data.values():
            if isinstance(payload, dict) and "rule" in payload:
                raise ClientError(f"{payload['message']} ({'.'.join(payload['path'])}: {payload['rule']})")
        return data

    async def upload(self, photo: bytes, name: str) -> str:
        """Send a JPEG as ``wx.uploadFile`` does; returns the photo's id."""
        form = aiohttp.FormData()
        form.add_field("file", photo, filename=name, content_type="image/jpeg")
        async with self._session.post(
            f"{self._url}/media/photos", data=form, headers=self._headers
        ) as response:
            answer = await response.json()
        if "error" in answer:
            raise ClientError(answer["error"]["message"])
        photo_id: str = answer["photo"]["id"]
        return photo_id
