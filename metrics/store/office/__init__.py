"""What the office makes of the data: publications, exports, versions of the framework, scenarios, remarks."""

from metrics.store.office.correcting_words import correcting_words
from metrics.store.office.counties import CountyDraft, adopt, changed_words, without_county
from metrics.store.office.exports import Export, ExportedFile
from metrics.store.office.frameworks import FrameworkDraft, FrameworkVersion
from metrics.store.office.notes import Remark
from metrics.store.office.orders import KeptOrder, PaperOrder
from metrics.store.office.publications import PUBLICATION_STATE_NAMES, Publication, UnderCorrection
from metrics.store.office.scenarios import SavedScenario
from metrics.store.office.store import OfficeStore

__all__ = [
    "PUBLICATION_STATE_NAMES",
    "CountyDraft",
    "Export",
    "ExportedFile",
    "FrameworkDraft",
    "FrameworkVersion",
    "KeptOrder",
    "OfficeStore",
    "PaperOrder",
    "Publication",
    "Remark",
    "SavedScenario",
    "UnderCorrection",
    "adopt",
    "changed_words",
    "correcting_words",
    "without_county",
]
