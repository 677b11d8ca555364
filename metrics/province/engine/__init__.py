"""Several machines behind collecting, and the certificates by which they know each other."""

from metrics.province.engine.certificates import CLUSTER_ROLES, certificate_files, make_certificates
from metrics.province.engine.cluster import Cluster
from metrics.province.engine.tasks import (
    ComputedPackage,
    PackageTask,
    computed_task,
    task_handover,
)

__all__ = [
    "CLUSTER_ROLES",
    "Cluster",
    "ComputedPackage",
    "PackageTask",
    "certificate_files",
    "computed_task",
    "make_certificates",
    "task_handover",
]
