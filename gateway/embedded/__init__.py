"""A real MongoDB and a real S3 server as child processes: the default on a machine that has neither.

Both come as wheels, keep their data in one folder, listen on loopback only, and live no longer than
this process.
"""

from gateway.embedded.child import Child
from gateway.embedded.errors import EmbeddedError
from gateway.embedded.mongod import Mongo, mongod
from gateway.embedded.s3 import S3, s3

__all__ = ["S3", "Child", "EmbeddedError", "Mongo", "mongod", "s3"]
