"""Signing in by WeChat, and what a reporter lets us send them there."""

from datetime import datetime
from typing import Annotated

import strawberry

from channels import MiniProgram
from intake import Forbidden as NotAllowed
from schema.context import Info
from schema.errors import Forbidden, InvalidInput, Unauthenticated, Unavailable


@strawberry.input(description="用 wx.login 得到的凭证登录。Sign in by what wx.login gave.")
class SignInInput:
    """A code."""

    code: str = strawberry.field(description="wx.login 的 code，只能用一次。Good for once.")


@strawberry.type(description="已登录。Signed in.")
class SignInSuccess:
    """A token."""

    token: str = strawberry.field(description="Bearer 令牌。Send it as a bearer token.")
    expires_at: datetime = strawberry.field(description="失效时间，约 2 小时后；届时重新登录。")


@strawberry.input(description="验证手机号；号码本身不保存。The number itself is not kept.")
class VerifyPhoneInput:
    """A code."""

    code: str = strawberry.field(description="手机号按钮（getPhoneNumber）返回的 code。Of the button.")


@strawberry.type(description="手机号已由微信验证。WeChat verified a number of theirs.")
class VerifyPhoneSuccess:
    """It did."""

    verified: bool = strawberry.field(description="总为真。Always true.")


@strawberry.input(
    description="记录 wx.requestSubscribeMessage 中被接受的模板。What was accepted, after each asking."
)
class AcceptMessagesInput:
    """Templates."""

    template_ids: list[str] = strawberry.field(
        description="结果为 accept 的模板编号，最多 10 个。Those answered with accept."
    )


@strawberry.type(description="某类订阅消息的剩余次数。How many messages of a template may be sent.")
class MessageCredits:
    """Credits."""

    template: str = strawberry.field(description="模板名称，如 progress。Our name of it.")
    left: int = strawberry.field(description="还可发送的条数。Messages left.")


@strawberry.type(description="已记录。Noted.")
class AcceptMessagesSuccess:
    """Credits as they stand."""

    credits: list[MessageCredits] = strawberry.field(description="各模板的剩余次数。")


SignInPayload = Annotated[
    SignInSuccess | InvalidInput | Forbidden | Unavailable,
    strawberry.union("SignInPayload", description="登录的结果。"),
]
VerifyPhonePayload = Annotated[
    VerifyPhoneSuccess | Unauthenticated | InvalidInput | Forbidden | Unavailable,
    strawberry.union("VerifyPhonePayload", description="验证手机号的结果。"),
]
AcceptMessagesPayload = Annotated[
    AcceptMessagesSuccess | Unauthenticated | InvalidInput | Forbidden | Unavailable,
    strawberry.union("AcceptMessagesPayload", description="记录订阅的结果。"),
]


@strawberry.type
class WeChatMutation:
    """Its mutations."""

    @strawberry.mutation(description="微信登录，诉求人用。Sign in by WeChat, as a reporter.")
    async def sign_in(self, info: Info, input: SignInInput) -> SignInPayload:  # noqa: A002 - the schema's word
        """A short token for whoever got this code."""
        reporter = await _mini_program(info).people.sign_in(input.code)
        issued = info.context.services.issue_reporter(reporter)
        return SignInSuccess(token=issued.token, expires_at=issued.expires_at)

    @strawberry.mutation(description="验证本人手机号。Have WeChat verify that you have a number.")
    async def verify_phone(self, info: Info, input: VerifyPhoneInput) -> VerifyPhonePayload:  # noqa: A002 - the schema's word
        """Note that they have one."""
        await _mini_program(info).people.verify_phone(info.context.as_reporter, input.code)
        return VerifyPhoneSuccess(verified=True)

    @strawberry.mutation(description="记录一次订阅授权：一次接受可发一条。One accept, one message.")
    async def accept_messages(self, info: Info, input: AcceptMessagesInput) -> AcceptMessagesPayload:  # noqa: A002 - the schema's word
        """Count them."""
        actor = info.context.as_reporter
        counted = await _mini_program(info).messages.accepted(actor, input.template_ids)
        return AcceptMessagesSuccess(
            credits=[MessageCredits(template=name, left=left) for name, left in counted.items()]
        )


def _mini_program(info: Info) -> MiniProgram:
    found = info.context.services.mini_program
    if found is None:
        raise NotAllowed("本服务未开通微信", "WeChat is not set up here", path=("input",), rule="wechat_off")
    return found
