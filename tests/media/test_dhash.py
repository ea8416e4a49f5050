"""One picture stays itself however it is sent; two pictures do not look alike."""

import io
from itertools import combinations

import pytest
from PIL import Image, ImageEnhance

from media.develop import develop
from media.dhash import dhash
from support import images

SCENES = range(8)


def _hash(data: bytes) -> str:
    found = develop(data).rendered.dhash
    assert found is not None
    return found


def _distance(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize("seed", SCENES)
def test_the_same_picture_sent_again_is_at_most_six_bits_off(seed: int) -> None:
    original = images.jpeg((2400, 1800), seed=seed, offset="+08:00")
    picture = Image.open(io.BytesIO(original))
    again = {
        "without metadata": images.encode(picture.copy(), "JPEG", quality=90),
        "compressed hard": images.encode(picture, "JPEG", quality=15),
        "smaller": images.encode(picture.resize((640, 480)), "JPEG", quality=60),
        "squeezed": images.encode(picture.resize((500, 500)), "PNG"),
        "tiny": images.encode(picture.resize((64, 48)), "WEBP"),
        "brighter": images.encode(ImageEnhance.Brightness(picture).enhance(1.15), "HEIF"),
        "grey": images.encode(picture.convert("L"), "JPEG"),
    }
    first = _hash(original)
    apart = {how: _distance(first, _hash(data)) for how, data in again.items()}
    assert all(bits <= 6 for bits in apart.values()), apart


def test_different_scenes_are_far_apart() -> None:
    hashes = [_hash(images.jpeg(seed=seed)) for seed in range(40)]
    assert min(_distance(*pair) for pair in combinations(hashes, 2)) > 16


@pytest.mark.parametrize(
    ("orientation", "turn"),
    [(3, Image.Transpose.ROTATE_180), (6, Image.Transpose.ROTATE_90), (8, Image.Transpose.ROTATE_270)],
)
def test_a_picture_that_exif_turns_is_the_upright_one(orientation: int, turn: Image.Transpose) -> None:
    upright = images.scene(3)
    turned = images.encode(upright.transpose(turn), "PNG", images.exif(orientation=orientation))
    assert _hash(turned) == _hash(images.encode(upright, "PNG"))


def test_bits_go_row_by_row_and_say_darker_than_the_right() -> None:
    rising, falling = bytes(range(0, 180, 20)), bytes(range(160, -20, -20))
    rows = [rising, falling, falling, falling, rising, falling, falling, falling[:-1] + b"\xff"]
    picture = Image.frombytes("L", (9, 8), b"".join(rows))
    assert dhash(picture) == "ff000000ff000001"


@pytest.mark.parametrize("tone", ["black", "white", (90, 90, 90)])
def test_a_picture_of_one_tone_has_none(tone: str | tuple[int, int, int]) -> None:
    assert dhash(Image.new("RGB", (320, 240), tone)) is None
    night = Image.blend(Image.new("L", (320, 240), 20), Image.effect_noise((320, 240), 30), 0.2)
    assert dhash(night) is None
