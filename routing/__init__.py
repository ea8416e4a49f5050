"""Where a report goes and by when: catalogue, boundary layers, decisions and deadlines."""

from routing.assets import AssetReader, AssetRegister, AssetsRefused, Register, load_assets
from routing.boundary import NEAR_BORDER_M, SNAP_M, BoundaryLayer, Located
from routing.builtin import (
    builtin_calendar,
    builtin_catalogue,
    builtin_layer,
    builtin_limits,
    read_catalogue_folder,
)
from routing.catalogue import Catalogue, Tables, read_catalogue
from routing.classifier import Classifier, Facts, Guess
from routing.classify import (
    CannotTrain,
    Card,
    Evaluation,
    Example,
    Kept,
    LinearClassifier,
    ModelRefused,
    Models,
    Promotion,
    Reading,
    Share,
    TrainingRefused,
    WorseModel,
    builtin_classifier,
    builtin_sentences,
    check_known,
    check_not_worse,
    examine,
    example_of,
    examples_of,
    heldout_sentences,
    load_promoted,
    make_builtin,
    name_examples,
    read_examples,
)
from routing.classify import from_bytes as read_model
from routing.classify import to_bytes as write_model
from routing.classify import train as train_classifier
from routing.crs import to_wgs84
from routing.decide import Knowledge, decide
from routing.departments import Department, Unit
from routing.editions import (
    Act,
    Edition,
    EditionKind,
    Editions,
    EditionState,
    EditionStep,
    EditionUnreadable,
    LiveEditions,
    with_crs,
)
from routing.editions import from_bytes as tables_of
from routing.editions import to_bytes as content_of
from routing.geocode import AddressLookup, MapService, open_address_lookup
from routing.geojson import load_geojson
from routing.implementation import Implementation
from routing.limits import Limits, read_limits
from routing.matters import UNSURE, Matter, MatterKind
from routing.overlay import Covering, Overlay
from routing.overlay_file import load_overlay
from routing.polygons import PolygonLayer
from routing.power import Power, Spot
from routing.powers import Powers
from routing.prototypes import PrototypeLayer
from routing.refusal import (
    CalendarRefused,
    CatalogueRefused,
    DataRefused,
    Fault,
    LayerRefused,
    LimitsRefused,
    OverlayRefused,
)
from routing.router import Routing
from routing.sweep import Sweep
from routing.tables import Row, read_rows
from routing.towns import Town, Village
from routing.window import Window
from routing.workdays import SHANGHAI, WorkCalendar, WorkingHours, read_calendar
from routing.zones import PlaceKind, Zone

__all__ = [
    "NEAR_BORDER_M",
    "SHANGHAI",
    "SNAP_M",
    "UNSURE",
    "Act",
    "AddressLookup",
    "AssetReader",
    "AssetRegister",
    "AssetsRefused",
    "BoundaryLayer",
    "CalendarRefused",
    "CannotTrain",
    "Card",
    "Catalogue",
    "CatalogueRefused",
    "Classifier",
    "Covering",
    "DataRefused",
    "Department",
    "Edition",
    "EditionKind",
    "EditionState",
    "EditionStep",
    "EditionUnreadable",
    "Editions",
    "Evaluation",
    "Example",
    "Facts",
    "Fault",
    "Guess",
    "Implementation",
    "Kept",
    "Knowledge",
    "LayerRefused",
    "Limits",
    "LimitsRefused",
    "LinearClassifier",
    "LiveEditions",
    "Located",
    "MapService",
    "Matter",
    "MatterKind",
    "ModelRefused",
    "Models",
    "Overlay",
    "OverlayRefused",
    "PlaceKind",
    "PolygonLayer",
    "Power",
    "Powers",
    "Promotion",
    "PrototypeLayer",
    "Reading",
    "Register",
    "Routing",
    "Row",
    "Share",
    "Spot",
    "Sweep",
    "Tables",
    "Town",
    "TrainingRefused",
    "Unit",
    "Village",
    "Window",
    "WorkCalendar",
    "WorkingHours",
    "WorseModel",
    "Zone",
    "builtin_calendar",
    "builtin_catalogue",
    "builtin_classifier",
    "builtin_layer",
    "builtin_limits",
    "builtin_sentences",
    "check_known",
    "check_not_worse",
    "content_of",
    "decide",
    "examine",
    "example_of",
    "examples_of",
    "heldout_sentences",
    "load_assets",
    "load_geojson",
    "load_overlay",
    "load_promoted",
    "make_builtin",
    "name_examples",
    "open_address_lookup",
    "read_calendar",
    "read_catalogue",
    "read_catalogue_folder",
    "read_examples",
    "read_limits",
    "read_model",
    "read_rows",
    "tables_of",
    "to_wgs84",
    "train_classifier",
    "with_crs",
    "write_model",
]
