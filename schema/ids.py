"""Opaque ids as callers send them back."""

from strawberry.relay import GlobalID
from strawberry.relay.types import GlobalIDValueError

from intake import InvalidInput


def global_id(given: str, *path: str) -> GlobalID:
    """The thing that an opaque id names.

    Raises:
        InvalidInput: it was not given out by this service; names the field at ``path``.
    """
    try:
        return GlobalID.from_id(given)
    except GlobalIDValueError as error:
        raise InvalidInput(
            "编号无效，请原样使用接口返回的 id",
            "This id was not given out here; send back an id as you got it",
            path=path,
            rule="global_id",
        ) from error
