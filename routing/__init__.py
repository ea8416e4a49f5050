"""Where a report goes and by when: catalogue, boundary layers, decisions and deadlines."""

from routing.boundary import NEAR_BORDER_M, SNAP_M, BoundaryLayer, Located
from routing.builtin import (
    builtin_calendar,
    builtin_catalogue,
    builtin_layer,
    builtin_limits,
    choose_layer,
    read_catalogue_folder,
)
from routing.catalogue import Catalogue, Tables, read_catalogue
from routing.crs import to_wgs84
from routing.decide import decide
from routing.departments import Department, Unit
from routing.geojson import load_geojson
from routing.limits import Limits, read_limits
from routing.matters import UNSURE, Matter, MatterKind
from routing.polygons import PolygonLayer
from routing.prototypes import PrototypeLayer
from routing.refusal import CalendarRefused, CatalogueRefused, DataRefused, Fault, LayerRefused, LimitsRefused
from routing.router import Routing
from routing.store import load_active, save
from routing.sweep import Sweep
from routing.tables import read_rows
from routing.towns import Town, Village
from routing.workdays import SHANGHAI, WorkCalendar, WorkingHours, read_calendar

__all__ = [
    "NEAR_BORDER_M",
    "SHANGHAI",
    "SNAP_M",
    "UNSURE",
    "BoundaryLayer",
    "CalendarRefused",
    "Catalogue",
    "CatalogueRefused",
    "DataRefused",
    "Department",
    "Fault",
    "LayerRefused",
    "Limits",
    "LimitsRefused",
    "Located",
    "Matter",
    "MatterKind",
    "PolygonLayer",
    "PrototypeLayer",
    "Routing",
    "Sweep",
    "Tables",
    "Town",
    "Unit",
    "Village",
    "WorkCalendar",
    "WorkingHours",
    "builtin_calendar",
    "builtin_catalogue",
    "builtin_layer",
    "builtin_limits",
    "choose_layer",
    "decide",
    "load_active",
    "load_geojson",
    "read_calendar",
    "read_catalogue",
    "read_catalogue_folder",
    "read_limits",
    "read_rows",
    "save",
    "to_wgs84",
]
