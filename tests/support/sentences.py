"""Few labelled words to learn from in a moment."""

from datetime import UTC, datetime

from routing import Example, LinearClassifier, train_classifier

AT = datetime(2026, 11, 24, tzinfo=UTC)
LAMP, RUBBISH, WATER = "路灯", "垃圾", "积水"
_WORDS = {
    LAMP: ("路灯不亮", "灯坏了一直黑", "灯杆晚上没有光", "路灯一闪一闪"),
    RUBBISH: ("垃圾没人扫", "一堆垃圾发臭", "乱丢垃圾", "垃圾桶满了"),
    WATER: ("积水很深", "水浸街了", "下雨路面积水", "水淹到膝盖"),
}
_PLACES = ("虎门", "长安", "厚街", "塘厦", "南城", "东城", "石龙", "寮步")


def few(labels: tuple[str, ...] = (LAMP, RUBBISH, WATER)) -> list[Example]:
    """32 examples a label, of 8 scenes each; the labels are any."""
    return [
        Example(f"{place}{words}{end}", label, f"{label}-{place}")
        for label, said in zip(labels, _WORDS.values(), strict=True)
        for place in _PLACES
        for words, end in zip(said, ("", "啊", "，快来", "三天了"), strict=True)
    ]


def small_model(
    labels: tuple[str, ...] = (LAMP, RUBBISH, WATER), precision: float = 0.95
) -> LinearClassifier:
    """A model of them."""
    return train_classifier(few(labels), precision=precision, source="test", at=AT)
