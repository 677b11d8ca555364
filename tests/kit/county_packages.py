"""The sample counties' packages, and stores of databases that belong to one."""

from metrics.framework import read_package
from metrics.store import Store
from tests.kit.project import REPO

SIHONG = read_package(REPO / "sample_data" / "sihong" / "county")
QINGLAN = read_package(REPO / "sample_data" / "qinglan" / "county")


def open_store(url: str, county=SIHONG) -> Store:
    """The store behind an address; a database without a county becomes one's."""
    store = Store.open(url, counties=[county])
    store.office.begin_county(county)
    return store
