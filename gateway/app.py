"""The ASGI application: routes, and what stands around them."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from gateway.apps import TIME_S, Apps
from gateway.export import Exports
from gateway.limits import BodyLimit, TimeLimit
from gateway.metrics import Metrics
from gateway.observe import Observe
from gateway.open311 import Open311
from gateway.resources import Resources
from gateway.settings import Settings
from gateway.uploads import MAX_BODY, Uploads
from gateway.view import GraphQLView
from schema import build_schema

STATIC = Path(__file__).with_name("static")


def create_app(settings: Settings, resources: Resources, metrics: Metrics) -> Starlette:
    """The application over open resources."""
    development = settings.is_development
    services = resources.services
    metrics.follow(resources.live)
    if services.addresses is not None:
        metrics.show_geocodes(services.addresses.outcomes)
    view = GraphQLView(
        build_schema(introspection=development),
        services,
        resources.identity,
        explorer=development,
    )
    graphql = BodyLimit(view, settings.max_body_bytes)
    uploads = Uploads(services.media, resources.identity)
    exports = Exports(services.intake, resources.identity, services.clock, settings.export_max_rows)
    routes: list[BaseRoute] = [
        Route("/graphql", graphql, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", graphql),
        Route(
            "/media/photos",
            uploads.post,
            methods=["POST"],
            middleware=[Middleware(BodyLimit, most=MAX_BODY)],
        ),
        Route("/export/reports.csv", exports, methods=["GET"]),
        Route("/export/reports.xlsx", exports, methods=["GET"]),
        *Apps(resources.receiver).routes(),
        Route("/healthz/live", resources.health.live),
        Route("/healthz/ready", resources.health.ready),
        Route("/metrics", metrics.show),
    ]
    if settings.open311_url is not None:
        routes += Open311(settings, settings.open311_url, resources).routes()
    if development:
        routes.append(Route("/", lambda _request: RedirectResponse("/graphql")))
        routes.append(Mount("/static", StaticFiles(directory=STATIC)))
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Observe, metrics=metrics),
            Middleware(
                TimeLimit,
                seconds=settings.request_timeout_s,
                others={"/export/": settings.export_timeout_s, "/channels/": TIME_S, "/open311/": TIME_S},
            ),
        ],
    )
    app.router.redirect_slashes = False  # a redirect would repeat whatever Host the caller sent
    return app
