"""The GraphQL face of the service: types, payloads, resolvers of a few lines."""

from schema.build import build_schema
from schema.context import Context, Issued, Services, Session
from schema.inputs import CHANNEL

__all__ = ["CHANNEL", "Context", "Issued", "Services", "Session", "build_schema"]
