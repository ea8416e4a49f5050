"""The one way in which a photo is turned down."""

from intake import ErrorCode, UserError

FILE = ("file",)
"""The field at fault when bytes were posted: the multipart field is called ``file``."""


class PhotoRefused(UserError):
    """A file is not a photo the service takes; nothing of it is kept.

    ``rule`` is one of ``not_empty``, ``max_bytes``, ``file_type``, ``max_pixels``, ``max_segments``,
    ``decodable``.
    """

    code = ErrorCode.PHOTO_REFUSED
