"""Several machines behind `collect`: one task is one package and gives bytes, the same as computed here.

Dask Distributed is asked for only where a cluster is named, so that counties need not install it
(`deploy/requirements-province.txt`). Packages are sent, not frames, and results come back as bytes: pickled
frames would cost most of what the second machine saves. Who collects proves signature and hashes and opens
nothing: reading a county's rows is a quarter of the work, and would be done twice. A few tasks run ahead of
what is being kept, so that a province of any size passes through without lying in memory.
"""

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from metrics.province.engine.certificates import certificate_files
from metrics.province.engine.tasks import ComputedPackage, PackageTask, whole_task
from metrics.province.errors import ProvinceError, RefusedError
from metrics.province.optional import optional
from metrics.scoring import code_version

#: Tasks that are sent ahead for each worker, further tries of one task, seconds between two looks.
_AHEAD, _RETRIES, _LOOK = 2, 2, 2
#: Seconds to find the scheduler.
_CONNECT = 20
_AGAIN = "收下的不会重算，再执行一次就接着算剩下的。"


class Cluster:
    """An engine for `collect`: computes on the workers of a scheduler.

    A context manager. Raises ProvinceError, with what to do, where nobody answers, a worker runs another
    version of the program, or all of them have gone; what was collected until then stays.
    """

    def __init__(self, address: str, tls: Path | None = None, patience: float = 60) -> None:
        """Name a cluster.

        Args:
            address: of the scheduler, `tls://host:port` or, on one machine, `tcp://127.0.0.1:port`.
            tls: folder with the certificates that `keys --cluster` made.
            patience: seconds to wait for a worker when there is none.
        """
        self._address, self._tls, self.patience = address, tls, patience
        self._client: Any = None
        self._ahead: Iterator[PackageTask] = iter(())
        self._futures: dict[str, Any] = {}

    def __enter__(self) -> Self:
        distributed = _distributed()
        try:
            self._client = distributed.Client(
                self._address, security=self._security(distributed), timeout=_CONNECT, set_as_default=False
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise ProvinceError(
                f"连不上调度进程 {self._address}。请看它有没有启动、地址和证书对不对。"
            ) from error
        self._require_workers()
        self._require_same_program()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._client.close()

    def ahead(self, tasks: Iterator[PackageTask]) -> None:
        """Name the tasks that will be asked for, in this order."""
        self._ahead = tasks
        self._fill()

    def whole(self, sha256: str, file: str) -> ComputedPackage:
        """The result of a package that was named ahead.

        Args:
            sha256: of the package.
            file: its name, for the sentence where it is another one than was named.

        Raises:
            RefusedError: the county's package cannot be computed.
            ProvinceError: nobody computes any more.
        """
        while sha256 not in self._futures:
            if not self._send():
                raise ProvinceError(f"{file} 在收的时候被换过。{_AGAIN}")
        future = self._futures.pop(sha256)
        try:
            made = self._awaited(future)
        finally:
            future.release()
            self._fill()
        return made

    def workers(self) -> Mapping[str, Any]:
        """Address of each worker → what the scheduler knows of it."""
        told: Mapping[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return told

    def _awaited(self, future: Any) -> ComputedPackage:  # noqa: ANN401 - a Future of an optional package
        distributed = _distributed()
        alone = time.monotonic()
        while True:
            try:
                made: ComputedPackage = future.result(timeout=_LOOK)
            except distributed.TimeoutError as error:
                if self._client.status != "running":
                    raise ProvinceError(f"和调度进程的连接断了。{_AGAIN}") from error
                if self.workers():
                    alone = time.monotonic()
                elif time.monotonic() - alone > self.patience:
                    raise ProvinceError(f"没有计算进程在运行了。请启动 worker，{_AGAIN}") from error
            except distributed.KilledWorker as error:
                raise RefusedError(
                    "算这个县的时候，计算进程几次被终止（内存不够，或者数据有问题）。请单独收这一个看看。"
                ) from error
            except (distributed.client.FutureCancelledError, distributed.comm.CommClosedError) as error:
                raise ProvinceError(f"和调度进程的连接断了。{_AGAIN}") from error
            else:
                return made

    def _fill(self) -> None:
        most = max(1, len(self.workers())) * _AHEAD
        while len(self._futures) < most and self._send():
            pass

    def _send(self) -> bool:
        task = next(self._ahead, None)
        if task is None:
            return False
        if task.sha256 not in self._futures:
            self._futures[task.sha256] = self._client.submit(
                whole_task, task, key=f"county-{task.sha256}", retries=_RETRIES, pure=False
            )
        return True

    def _security(self, distributed: Any) -> Any:  # noqa: ANN401 - an optional package
        if self._tls is None:
            if self._address.startswith("tls"):
                raise ProvinceError("tls:// 的地址要用 --tls 指明证书文件夹（keys --cluster 做的）。")
            return None
        authority, certificate, key = certificate_files(self._tls, "client")
        return distributed.Security(
            tls_ca_file=str(authority),
            tls_client_cert=str(certificate),
            tls_client_key=str(key),
            require_encryption=True,
        )

    def _require_workers(self) -> None:
        until = time.monotonic() + self.patience
        while not self.workers():
            if time.monotonic() > until:
                self._client.close()
                raise ProvinceError("调度进程上没有计算进程。请先在各台机器上启动 worker。")
            time.sleep(_LOOK / 10)

    def _require_same_program(self) -> None:
        """One program on all machines: other versions would compute other scores."""
        there: Mapping[str, str] = self._client.run(code_version)
        if other := sorted(address for address, version in there.items() if version != code_version()):
            self._client.close()
            raise ProvinceError(
                f"{'、'.join(other)} 上的程序和这台不是同一版，算出的得分会不同。请全部装成同一版。"
            )


def _distributed() -> Any:  # noqa: ANN401 - an optional package
    return optional("distributed", "多机计算", "或不写 --cluster（一台机器依次算，结果相同）")
