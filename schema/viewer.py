"""Whoever is signed in, and what they were told."""

from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

import channels
import intake
from schema.catalogue import Department
from schema.context import Info
from schema.paging import page_info, to_cursor


@strawberry.type(description="当前登录的人。Whoever is signed in.")
class Viewer:
    """The actor."""

    id: strawberry.ID = strawberry.field(description="假名编号。A pseudonymous reference.")
    role: intake.Role = strawberry.field(description="角色。")
    town_codes: list[str] = strawberry.field(description="所在镇街代码。Towns of an inspector.")
    department_keys: strawberry.Private[list[str]]

    @strawberry.field(description="所属部门。Departments of an officer or a hub.")
    def departments(self, info: Info) -> list[Department]:
        """The officer's departments."""
        known = info.context.services.routing.catalogue.departments
        return [Department.of(known[key]) for key in self.department_keys if key in known]

    @classmethod
    def of(cls, actor: intake.Actor) -> Self:
        """From the actor."""
        return cls(
            id=strawberry.ID(actor.id),
            role=actor.role,
            town_codes=sorted(actor.towns),
            department_keys=sorted(actor.departments),
        )


@strawberry.type(description="通知。What a follower was told of one step.")
class Notice:
    """A notice."""

    number: str = strawberry.field(description="诉求编号。")
    seq: int = strawberry.field(description="对应留痕的序号。The entry's place on the timeline.")
    at: datetime = strawberry.field(description="时间。")
    title: str = strawberry.field(description="标题。")
    body: str = strawberry.field(description="正文。")
    title_en: str = strawberry.field(description="Title in English.")
    body_en: str = strawberry.field(description="Body in English.")

    @classmethod
    def of(cls, record: channels.Notice) -> Self:
        """From the record."""
        return cls(
            number=record.number,
            seq=record.seq,
            at=record.at,
            title=record.title,
            body=record.body,
            title_en=record.title_en,
            body_en=record.body_en,
        )


@strawberry.type(description="收件箱的一项。An item of an inbox.")
class NoticeEdge:
    """A notice and its place; it is read in its inbox only, so it is no node."""

    cursor: str = strawberry.field(description="翻页游标。")
    node: Notice = strawberry.field(description="通知。")


@strawberry.type(description="收件箱，新的在前。Newest first.")
class NoticeConnection:
    """Part of an inbox."""

    edges: list[NoticeEdge] = strawberry.field(description="各项。")
    page_info: relay.PageInfo = strawberry.field(description="翻页信息。")

    @classmethod
    def of(cls, page: channels.InboxPage, *, has_previous: bool) -> Self:
        """From a page."""
        edges = [
            NoticeEdge(cursor=to_cursor(place.at, place.id), node=Notice.of(notice))
            for place, notice in page.items
        ]
        info = page_info([edge.cursor for edge in edges], has_next=page.has_next, has_previous=has_previous)
        return cls(edges=edges, page_info=info)
