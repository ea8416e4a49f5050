"""What is refused at the door, besides what the domain refuses."""

from intake import InvalidInput, NotFound, Unavailable


class TooOften(Unavailable):
    """More requests than the channel may send in a minute; told as 429."""

    def __init__(self, most: int, retry_after_s: int) -> None:
        super().__init__("channel", retry_after_s)
        self.zh = f"每分钟最多 {most} 次请求，请稍后重试"
        self.en = f"At most {most} requests a minute; try again later"
        self.rule = "rate_limit"


class TooLong(InvalidInput):
    """A body longer than its route takes; told as 413."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"请求体最多 {most} 字节", f"The body has at most {most} bytes", path=("body",), rule="max_bytes"
        )


def closed(channel: str) -> NotFound:
    """The refusal of a channel that is not there, or has no keys."""
    return NotFound(
        f"渠道 {channel} 未开通", f"The channel {channel} is not open", path=("channel",), rule="channel_open"
    )
