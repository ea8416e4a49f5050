"""From the bytes of a file to everything that is learnt and made from it. Pure, and for a worker thread."""

import hashlib
import io
import warnings
from dataclasses import dataclass

import pillow_heif
from PIL import Image

from media.checks import MAX_PIXELS, check_header, check_pixels, too_many_pixels, undecodable
from media.errors import PhotoRefused
from media.facts import Facts, read_facts
from media.kinds import Kind
from media.renditions import Rendered, render

# Pillow's own guard against decompression bombs stands behind ours, at our limit and as an error.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# A thumbnail inside a HEIC may show something else than the picture, so it is never decoded in its place.
# One decoding thread each, because the caller bounds how many photos are developed at once.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Developed:
    """All there is to a photo.

    Attributes:
        kind: what it is, by its bytes.
        sha256: of the original bytes, hexadecimal.
        facts: what EXIF tells.
        rendered: its size and its copies.
    """

    kind: Kind
    sha256: str
    facts: Facts
    rendered: Rendered


def develop(data: bytes) -> Developed:
    """Check a file, make its renditions and read its facts.

    Raises:
        PhotoRefused: the file is not a photo the service takes; never anything else.
    """
    kind = check_header(data)
    try:
        with Image.open(io.BytesIO(data), formats=(kind.value,)) as image:
            check_pixels(*image.size)
            rendered = render(image, kind)
            facts = read_facts(image)
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many_pixels() from error
    except Exception as error:  # decoders raise nearly every built-in error when fed broken bytes
        raise undecodable() from error
    return Developed(kind=kind, sha256=hashlib.sha256(data).hexdigest(), facts=facts, rendered=rendered)
