"""Matters that words may mean, as the schema shows them."""

from collections.abc import Iterable
from typing import Self

import strawberry

import intake
from schema.catalogue import Matter
from schema.context import Info
from schema.inputs import LocationInput, named_below


@strawberry.type(description="文字可能所指的事项。A matter that words may mean.")
class MatterCandidate:
    """A matter and how likely it is."""

    code: str = strawberry.field(description="事项代码。Its code.")
    name: str = strawberry.field(description="事项名称，目录更新后不变。As it was named when judged.")
    confidence: float = strawberry.field(
        description="可能性 0-1，在未学过的句子上校准。How likely it is right."
    )

    @strawberry.field(description="现行目录中的事项，已取消为空。Null when it is no longer listed.")
    def matter(self, info: Info) -> Matter | None:
        """The matter as the catalogue has it now."""
        return Matter.known(intake.MatterRef(self.code, self.name), info)

    @strawberry.field(description="上报前给诉求人的提示，语言随 Accept-Language。What to tell beforehand.")
    def hint(self, info: Info) -> str | None:
        """What the matters list tells a reporter of it; None when it says nothing."""
        record = info.context.services.routing.catalogue.matters.get(self.code)
        hint = (record.hint if info.context.chinese else record.hint_en) if record else ""
        return hint or None

    @classmethod
    def all_of(cls, records: Iterable[intake.MatterCandidate]) -> list[Self]:
        """From the records, the likeliest first."""
        return [
            cls(code=each.matter.code, name=each.matter.name, confidence=each.confidence) for each in records
        ]


@strawberry.type
class CandidateQuery:
    """What words may mean."""

    @strawberry.field(
        description="文字可能所指的事项，最像的在前，最多三个。The likeliest first, at most three."
    )
    def classify_text(
        self, info: Info, text: str, location: LocationInput | None = None
    ) -> list[MatterCandidate]:
        """What the words may mean; nothing is stored."""
        _ = info.context.signed_in
        services = info.context.services
        with named_below():
            intake.check_words(text, "text", intake.MAX_TEXT)
            place = location.to_location() if location else None
            ask = intake.Ask(matter=None, location=place, text=text)
            decision = services.routing.route(ask, services.clock())
        return MatterCandidate.all_of(decision.candidates)
