"""What a model reads of a report: characters and pairs of them, and a few facts as words of their own."""

import re
import unicodedata

from intake import visible
from routing.classifier import Facts
from routing.workdays import SHANGHAI

READ_MOST = 500
"""Characters of a report that are read; what it is about stands well before."""

_NOT_WORDS = re.compile(r"[\W_]+")
_DAY = range(6, 20)  # hours of the city's day
_PHOTO_STEPS = (1, 2, 4)
# Cantonese and traditional writing folded to what most people write, so that one sentence teaches both
_FOLD = str.maketrans(
    "喺嘅冇咗啲唔佢嗰嚟睇仲哋俾畀樹車燈壞邊門開電無沒隻間條橋廁塊蓋溝號標誌綫線護欄鐵機髒亂聲煙氣廠魚雞貓蟲殺棄壓貨單廣場樓頂違佔賣",
    "在的没了些不他那来看还们给给树车灯坏边门开电没没只间条桥厕块盖沟号标志线线护栏铁机脏乱声烟气厂鱼鸡猫虫杀弃压货单广场楼顶违占卖",
)


def fold(text: str) -> str:
    """The words in one way of writing: lower case, half width, one space for whatever is no letter or digit.

    Empty when there is nothing to read, emojis alone among it.
    """
    if not visible(text):
        return ""
    plain = unicodedata.normalize("NFKC", text[:READ_MOST]).lower().translate(_FOLD)
    return _NOT_WORDS.sub(" ", plain).strip()


def tokens(text: str, facts: Facts | None = None) -> list[str]:
    """Characters and pairs of neighbours, the ends of words counting as neighbours, and a token a fact.

    None at all when there is nothing to read: facts alone name no matter.
    """
    found: list[str] = []
    for word in fold(text).split():
        padded = f" {word} "
        found.extend(word)
        found.extend(padded[at : at + 2] for at in range(len(padded) - 1))
    if found and facts is not None:
        found.extend(_told(facts))
    return found


def _told(facts: Facts) -> list[str]:
    """Facts as tokens that no text can hold: they contain a colon."""
    hour = facts.at.astimezone(SHANGHAI).hour
    photos = sum(facts.photos >= step for step in _PHOTO_STEPS)
    places = [f"place:{key}" for key in facts.places]
    return ["hour:day" if hour in _DAY else "hour:night", f"photos:{photos}", *places]
