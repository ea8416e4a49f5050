"""Things of the city that carry a code, as reports name them."""

from typing import Self

import strawberry

import intake
from schema.context import Info


@strawberry.type(description="城市部件：带编码的井盖、路灯、果皮箱等。A thing of the city with a code.")
class Asset:
    """A thing in the register, as it was when the report named it."""

    code: str = strawberry.field(description="铭牌上的编码。What its plate says.")
    name: str = strawberry.field(description="名称。What it is.")
    keeper: str = strawberry.field(description="权属单位或部门的代码。Key of the unit or department.")
    keeper_name: str = strawberry.field(description="权属单位的名称。Its name.")

    @classmethod
    def of(cls, record: intake.Asset, info: Info) -> Self:
        """From the record; a keeper that the catalogue has dropped is named by its key."""
        catalogue = info.context.services.routing.catalogue
        unit, department = catalogue.units.get(record.keeper), catalogue.departments.get(record.keeper)
        name = unit.label if unit else department.name if department else record.keeper
        return cls(code=record.code, name=record.name, keeper=record.keeper, keeper_name=name)
