"""What a photo shows, in 64 bits: copies of one picture have nearly the same, whatever their bytes. Pure."""

from itertools import pairwise

from PIL import Image

_COLUMNS, _ROWS = 9, 8
_LEAST_CONTRAST = 8  # of 255, between the lightest and the darkest cell; below it the bits are noise


def dhash(image: Image.Image) -> str | None:
    """The difference hash of an upright picture, 16 hexadecimal digits.

    The picture becomes 9 × 8 cells of grey; a bit says whether a cell is darker than the one to its right,
    row by row from the top left, most significant first. Scaling, encoding anew and brightening hardly
    change that; cropping and mirroring do. A picture of one tone (a finger, the night) has no hash: None.

    Source: N. Krawetz, "Kind of Like That", The Hacker Factor Blog, 21 January 2013.
    """
    cells = image.convert("L").resize((_COLUMNS, _ROWS), Image.Resampling.BOX).tobytes()
    if max(cells) - min(cells) < _LEAST_CONTRAST:
        return None
    rows = [cells[start : start + _COLUMNS] for start in range(0, len(cells), _COLUMNS)]
    bits = "".join("1" if left < right else "0" for row in rows for left, right in pairwise(row))
    return f"{int(bits, 2):016x}"
