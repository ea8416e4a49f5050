"""More time for a department: asked for, granted, refused, over."""

from intake import guard
from intake.commands import (
    Command,
    GrantExtension,
    GrantSuspension,
    RefuseExtension,
    RefuseSuspension,
    RequestExtension,
    RequestSuspension,
    Resume,
)
from intake.effects import requests
from intake.entry import Action
from intake.stage import Role, Stage
from intake.table.row import Row

ROWS: dict[type[Command], Row] = {
    RequestExtension: Row(
        Action.REQUEST_EXTENSION,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.request_extension,
        own=guard.LEAD,
        guards=(
            guard.EXTENSION_COUNT,
            guard.NO_REQUEST,
        ),
    ),
    GrantExtension: Row(
        Action.GRANT_EXTENSION,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.grant_extension,
        guards=(guard.EXTENSION_ASKED,),
    ),
    RefuseExtension: Row(
        Action.REFUSE_EXTENSION,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.refuse,
        guards=(guard.EXTENSION_ASKED,),
    ),
    RequestSuspension: Row(
        Action.REQUEST_SUSPENSION,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.request_suspension,
        own=guard.LEAD,
        guards=(
            guard.SUSPENSION_COUNT,
            guard.NO_REQUEST,
        ),
    ),
    GrantSuspension: Row(
        Action.GRANT_SUSPENSION,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS}),
        Stage.SUSPENDED,
        requests.grant_suspension,
        guards=(guard.SUSPENSION_ASKED,),
    ),
    RefuseSuspension: Row(
        Action.REFUSE_SUSPENSION,
        frozenset({Role.SUPERVISOR}),
        frozenset({Stage.IN_PROGRESS}),
        None,
        requests.refuse,
        guards=(guard.SUSPENSION_ASKED,),
    ),
    Resume: Row(
        Action.RESUME,
        frozenset({Role.OFFICER, Role.HUB, Role.SUPERVISOR}),
        frozenset({Stage.SUSPENDED}),
        Stage.IN_PROGRESS,
        requests.resume,
        own=guard.LEAD_OR_STAFF,
    ),
}
