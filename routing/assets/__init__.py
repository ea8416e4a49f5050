"""The register of assets 部件: things of the city with a code, who keeps them, and where they stand."""

from routing.assets.load import Progress, load_assets
from routing.assets.store import AssetRegister, Register
from routing.assets.table import AssetReader, AssetsRefused

__all__ = ["AssetReader", "AssetRegister", "AssetsRefused", "Progress", "Register", "load_assets"]
