"""A multipart form of one JSON document and some photos, taken apart. Pure."""

from dataclasses import replace

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, parse_options_header

from channels.raw import Raw
from intake import MAX_PHOTOS, InvalidInput

PAYLOAD, PHOTO = "payload", "photo"
"""Names of the parts: the JSON document, and each photo."""

MULTIPART = "multipart/form-data"
_HEADERS = {"MAX_HEADER_COUNT": 8, "MAX_HEADER_SIZE": 4096}


def is_form(raw: Raw) -> bool:
    """Whether it says that it is a multipart form."""
    return raw.headers.get("content-type", "").lower().startswith(MULTIPART)


def taken_apart(raw: Raw) -> Raw:
    """The request with the JSON document as its body and the photos of the form beside it.

    What is no form comes back as it is.

    Raises:
        InvalidInput: the form is broken or incomplete, or has parts that nobody knows.
    """
    if not is_form(raw):
        return raw
    fields, files = parts(raw)
    if list(fields) != [PAYLOAD] or {name for name, _ in files} - {PHOTO}:
        raise _broken()
    if len(files) > MAX_PHOTOS:
        raise InvalidInput(
            f"照片最多 {MAX_PHOTOS} 张", f"At most {MAX_PHOTOS} photos", path=(PHOTO,), rule="max_items"
        )
    return replace(raw, body=fields[PAYLOAD], files=tuple(data for _, data in files))


def parts(raw: Raw) -> tuple[dict[str, bytes], list[tuple[str, bytes]]]:
    """Fields by name, and files in their order with theirs.

    Raises:
        InvalidInput: the form is broken or cut off.
    """
    fields: dict[str, bytes] = {}
    files: list[tuple[str, bytes]] = []
    ended = False

    def field(each: Field) -> None:
        fields[(each.field_name or b"").decode("latin-1")] = each.value or b""

    def file(each: File) -> None:
        stream = each.file_object
        stream.seek(0)
        files.append(((each.field_name or b"").decode("latin-1"), stream.read()))
        each.close()

    def end() -> None:
        nonlocal ended
        ended = True

    _, options = parse_options_header(raw.headers.get("content-type"))
    try:
        parser = FormParser(
            MULTIPART,
            field,
            file,
            end,
            boundary=options.get(b"boundary"),
            config={"MAX_MEMORY_FILE_SIZE": len(raw.body) + 1, "UPLOAD_ERROR_ON_BAD_CTE": True, **_HEADERS},
        )
        parser.write(raw.body)
        parser.finalize()
    except FormParserError as error:
        raise _broken() from error
    if not ended:
        raise _broken()
    return fields, files


def _broken() -> InvalidInput:
    return InvalidInput(
        f"表单须完整：一个 {PAYLOAD} 部分（JSON），照片部分均名为 {PHOTO}",
        f"The form has one part {PAYLOAD!r} of JSON, and its photos are parts named {PHOTO!r}",
        rule="multipart",
    )
