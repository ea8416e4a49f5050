"""GraphQL over HTTP and graphql-transport-ws, with our JSON, our identity and our errors."""

from datetime import timedelta
from json import JSONDecodeError
from pathlib import Path
from typing import Any

import orjson
import strawberry
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from gateway.identity import Identity
from gateway.language import prefers_chinese
from intake import Unauthenticated
from schema import Context, Services

EXPLORER = Path(__file__).with_name("static") / "graphiql" / "index.html"


class GraphQLView(GraphQL[Context, None]):
    """The endpoint ``/graphql``.

    Args:
        schema: what to execute.
        services: handed to resolvers.
        identity: reads bearer tokens.
        explorer: whether browsers get GraphiQL.
    """

    def __init__(
        self, schema: strawberry.Schema, services: Services, identity: Identity, *, explorer: bool
    ) -> None:
        super().__init__(
            schema,
            graphql_ide="graphiql" if explorer else None,
            allow_queries_via_get=False,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=timedelta(seconds=5),
            max_subscriptions_per_connection=20,
        )
        self._services = services
        self._identity = identity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; a token that does not hold is 401 before anything is read."""
        try:
            await super().__call__(scope, receive, send)
        except Unauthenticated as error:
            if scope["type"] != "http":
                raise
            words = error.zh if prefers_chinese(Request(scope)) else error.en
            body = {"errors": [{"message": words, "extensions": {"code": error.code.name, "path": []}}]}
            refusal = JSONResponse(body, 401, headers={"www-authenticate": "Bearer"})
            await refusal(scope, receive, send)

    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,  # noqa: ARG002 - the view's signature
    ) -> Context:
        """Who asks, from where, and in which language. A socket says who it is in ``connection_init``.

        The address is that of the connection; the server puts there what a proxy tells only when it trusts
        that proxy.
        """
        is_http = isinstance(request, Request)
        address = request.client.host if request.client else ""
        return Context(
            services=self._services,
            session=self._identity.session(request.headers.get("authorization"), address)
            if is_http
            else None,
            address=address,
            links={} if is_http else None,
            chinese=prefers_chinese(request),
            correlation_id=request.scope.get("state", {}).get("correlation_id", ""),
        )

    async def on_ws_connect(self, context: Context) -> None:
        """Sign the socket in by the ``authorization`` of its ``connection_init`` payload."""
        given = (context.connection_params or {}).get("authorization")
        try:
            token = given if isinstance(given, str) else None
            context.session = self._identity.session(token, context.address)
        except Unauthenticated as error:
            raise ConnectionRejectionError from error

    async def render_graphql_ide(self, request: Request) -> Response:  # noqa: ARG002 - the view's signature
        """GraphiQL, from files of our own."""
        return HTMLResponse(EXPLORER.read_text("utf-8"))

    def decode_json(self, data: str | bytes) -> object:
        """A request or a message: one JSON object of the right shape, without NaN or Infinity."""
        try:
            decoded = orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise JSONDecodeError(error.msg, error.doc, error.pos) from None
        if not _is_sound(decoded):
            raise JSONDecodeError("not a GraphQL request", "", 0)
        return decoded

    def encode_json(self, data: object) -> str | bytes:
        """Compact JSON; text, because a socket sends text frames."""
        return orjson.dumps(data).decode()


def _is_sound(decoded: Any) -> bool:
    """Whether the parts that are there are of the types GraphQL over HTTP and over WebSocket ask for."""
    request = decoded.get("payload", decoded) if isinstance(decoded, dict) else None
    if not isinstance(request, dict):
        return isinstance(decoded, dict) and request is None
    shapes = {"query": str, "operationName": str, "variables": dict, "extensions": dict}
    return all(isinstance(request.get(name), shape | None) for name, shape in shapes.items())
