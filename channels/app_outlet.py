"""The way out to an app's own server: each entry in the app's words, by its table of steps."""

from dataclasses import dataclass

from channels.means import App, Poster
from channels.news import Message, News
from channels.tables import Steps
from intake import Stage

_GOES_ON = frozenset({Stage.MERGED})
"""Nothing more is done about the report itself, and its reporter hears of the one it follows."""


@dataclass(frozen=True, slots=True)
class AppOutlet:
    """Renders by a table and sends by call-back.

    Attributes:
        steps: the app's words for our stages.
        app: what its operator set; without a call-back it asks for itself, and nothing is sent.
        callback: sends; None where nothing does.
    """

    steps: Steps
    app: App
    callback: Poster | None

    def render(self, news: News) -> Message:
        """The entry as it stands in call-backs and in the answer to ``GET``."""
        row, notice = self.steps.of(news), news.notice
        return Message(
            to=news.to.ref,
            delivery_id=news.delivery_id,
            body={
                "externalRef": news.to.ref,
                "number": notice.number,
                "seq": notice.seq,
                "at": notice.at.isoformat(timespec="milliseconds"),
                "step": row.step,
                "ended": not (news.stage.is_open or news.stage in _GOES_ON),
                "title": row.step if row.words else notice.title,
                "body": row.words.format(number=notice.number) or notice.body,
            },
        )

    async def send(self, message: Message) -> None:
        """Tell the app's server, where there is one to tell."""
        if self.app.callback_url is None:
            return
        if self.callback is None:
            raise RuntimeError("a call-back is set, and nothing that sends it")
        await self.callback.post(self.app, message)
