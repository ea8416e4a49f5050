"""Hot spots 高频点位 (未诉先办): where reports of one matter gather, so that somebody acts in time."""

from intake.hotspots.cluster import HotSpot, Sighting, hot_spots
from intake.hotspots.filter import HotSpotFilter
from intake.hotspots.service import HotSpots

__all__ = ["HotSpot", "HotSpotFilter", "HotSpots", "Sighting", "hot_spots"]
