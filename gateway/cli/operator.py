"""Who gives a command: somebody with the database's own credentials, by the name they say."""

import os
import pwd

from intake import Actor, Role


def operator(by: str | None) -> Actor:
    """An administrator of this name, or of the login name.

    The name is believed: whoever can reach the database could write it there. A second person is proven
    through GraphQL, where both sign in.
    """
    return Actor(id=by or _login(), role=Role.ADMINISTRATOR, origin="command line")


def _login() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # a container may run under a number that has no name
        return f"uid-{os.getuid()}"
