"""``POST /media/photos``: one photo in a multipart form, as ``wx.uploadFile`` sends it."""

from collections.abc import AsyncIterator

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from gateway.identity import Identity
from gateway.refusal import refused
from intake import InvalidInput, Unauthenticated, UserError
from media import MAX_BYTES, Media

FIELD = "file"
MAX_BODY = MAX_BYTES + 65_536
"""Bytes of a whole request: the largest photo, and room for the form around it."""
_CHUNK = 65_536


class Uploads:
    """Takes photos in for whoever is signed in.

    Args:
        media: keeps them.
        identity: reads bearer tokens.
    """

    def __init__(self, media: Media, identity: Identity) -> None:
        self._media = media
        self._identity = identity

    async def post(self, request: Request) -> Response:
        """201 with ``{"photo": {"id", "contentType", "byteSize", "width", "height", "sha256"}}``.

        Errors are ``{"error": {"code", "message", "path", "rule"}}``: 400 not such a form, 401 nobody is
        signed in, 413 too long, 422 the photo was refused, 503 a part is away (with ``Retry-After``).
        """
        try:
            session = self._identity.session(request.headers.get("authorization"))
            if session is None:
                raise Unauthenticated
            async with request.form(max_files=1, max_fields=8) as form:
                photo = await self._media.upload(session.actor.id, _chunks(_photo(form.get(FIELD))))
        except UserError as error:
            return refused(error, request)
        except HTTPException:
            return refused(_no_form(), request)
        return JSONResponse(
            {
                "photo": {
                    "id": photo.id,
                    "contentType": photo.content_type,
                    "byteSize": photo.bytes,
                    "width": photo.width,
                    "height": photo.height,
                    "sha256": photo.sha256,
                }
            },
            201,
        )


def _photo(part: UploadFile | str | None) -> UploadFile:
    if not isinstance(part, UploadFile):
        raise _no_form()
    return part


def _no_form() -> InvalidInput:
    return InvalidInput(
        f"请用 multipart/form-data 上传一张照片，字段名为 {FIELD}",
        f"Send multipart/form-data with one photo in the field {FIELD!r}",
        path=(FIELD,),
        rule="multipart_file",
    )


async def _chunks(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk
