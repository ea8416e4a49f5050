"""Whose report it is: dispatched, signed, handed on, given back."""

from intake import guard
from intake.commands import (
    Arbitrate,
    Command,
    Dispatch,
    GrantReturn,
    RefuseReturn,
    RequestReturn,
    Sign,
    Transfer,
)
from intake.effects import reassign, requests, straight
from intake.entry import Action
from intake.stage import Role, Stage
from intake.table.row import Row

ROWS: dict[type[Command], Row] = {
    Dispatch: Row(
        Action.DISPATCH,
        frozenset({Role.DISPATCHER, Role.INSPECTOR, Role.RULE}),
        frozenset({Stage.ACCEPTED}),
        Stage.DISPATCHED,
        straight.dispatch,
        own=guard.WALKS_THERE,
        guards=(guard.INSPECTED,),
    ),
    Sign: Row(
        Action.SIGN,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.DISPATCHED}),
        Stage.IN_PROGRESS,
        straight.sign,
        own=guard.LEAD,
    ),
    Transfer: Row(
        Action.TRANSFER,
        frozenset({Role.HUB}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        Stage.DISPATCHED,
        reassign.transfer,
        own=guard.LEAD,
        guards=(
            guard.TRANSFER_COUNT,
            guard.NO_WHISTLE,
        ),
    ),
    RequestReturn: Row(
        Action.REQUEST_RETURN,
        frozenset({Role.OFFICER, Role.HUB}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        None,
        requests.request_return,
        own=guard.LEAD,
        guards=(
            guard.NOT_FINAL,
            guard.RETURN_COUNT,
            guard.NO_REQUEST,
            guard.NO_WHISTLE,
        ),
    ),
    GrantReturn: Row(
        Action.GRANT_RETURN,
        frozenset({Role.DISPATCHER}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        Stage.ACCEPTED,
        requests.grant_return,
        guards=(guard.RETURN_ASKED,),
    ),
    RefuseReturn: Row(
        Action.REFUSE_RETURN,
        frozenset({Role.DISPATCHER}),
        frozenset({Stage.DISPATCHED, Stage.IN_PROGRESS}),
        None,
        requests.refuse,
        guards=(guard.RETURN_ASKED,),
    ),
    Arbitrate: Row(
        Action.ARBITRATE,
        frozenset({Role.DISPATCHER}),
        frozenset({Stage.ACCEPTED, Stage.DISPATCHED, Stage.IN_PROGRESS}),
        Stage.DISPATCHED,
        reassign.arbitrate,
        guards=(guard.DISPUTED,),
    ),
}
