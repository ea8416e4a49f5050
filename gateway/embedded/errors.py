"""The one way an embedded server fails to start or to stay: a sentence for the operator."""


class EmbeddedError(Exception):
    """An embedded server cannot run; the words say what to do. Printed as Chinese, then English.

    Attributes:
        zh: the sentence in Chinese.
        en: the same in English.
        detail: lines that help to see why, such as the end of the server's log; may be empty.
    """

    def __init__(self, zh: str, en: str, detail: str = "") -> None:
        super().__init__(zh, en, detail)
        self.zh = zh
        self.en = en
        self.detail = detail

    def __str__(self) -> str:
        return "\n".join(part for part in (self.zh, self.en, self.detail) if part)
