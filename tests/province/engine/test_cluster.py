"""A scheduler and two workers for real: the same bytes as here, whoever dies meanwhile."""

import os
from dataclasses import replace

import pytest

from metrics.province import (
    REFUSED,
    TAKEN,
    Cluster,
    ProvinceError,
    RefusedError,
    certificate_files,
    collect,
    make_certificates,
    package_of,
)
from metrics.province.engine import PackageTask, computed_task, task_handover
from tests.kit.clusters import running_cluster
from tests.kit.provinces import COUNTIES, again, collected_files, once

FIRST = COUNTIES[0][0]


def serial(small_province, folder, box):
    province = small_province.begin(folder)
    return province, list(collect(province, box, once))


def with_poison(small_province, box):
    """One county whose rows cannot be scored, beside the others."""
    given = again(small_province.handovers[FIRST])
    ledgers = {code: rows for code, rows in given.data.ledgers.items() if code != "L05"}
    poisoned = replace(given, data=replace(given.data, ledgers=ledgers))
    (box / poisoned.file).write_bytes(package_of(poisoned, small_province.key(FIRST)))
    return box


def test_two_workers_give_the_bytes_that_one_machine_gives(small_province, tmp_path, monkeypatch):
    box = with_poison(small_province, small_province.lay(tmp_path / "in"))
    here, expected = serial(small_province, tmp_path / "here", box)
    there = small_province.begin(tmp_path / "there")
    with running_cluster(tmp_path) as cluster:
        with Cluster(cluster.address) as engine:
            assert list(collect(there, box, engine)) == expected
            assert 1 <= len(engine.workers()) <= 2
        # What differs between processes stands for a program that differs between machines.
        monkeypatch.setattr("metrics.province.engine.cluster.code_version", os.getpid)
        with pytest.raises(ProvinceError, match="不是同一版"), Cluster(cluster.address):
            pass
    assert [one.state for one in expected].count(TAKEN) == 5
    assert [one.words[:6] for one in expected if one.state == REFUSED] == ["得分算不出来"]
    assert collected_files(there) == collected_files(here)


@pytest.mark.long
def test_a_killed_worker_costs_nothing_but_time_and_two_are_said(small_province, tmp_path):
    box = small_province.lay(tmp_path / "in")
    here, expected = serial(small_province, tmp_path / "here", box)
    there = small_province.begin(tmp_path / "there")
    with running_cluster(tmp_path) as cluster, Cluster(cluster.address) as engine:
        results = collect(there, box, engine)
        first = next(results)
        cluster.kill(cluster.workers[0])
        assert [first, *results] == expected
        assert collected_files(there) == collected_files(here)
    broken = small_province.begin(tmp_path / "broken")
    with running_cluster(tmp_path) as cluster:
        with Cluster(cluster.address) as engine:
            engine.patience = 3
            results = collect(broken, box, engine)
            assert next(results).state == TAKEN
            for worker in cluster.workers:
                cluster.kill(worker)
            with pytest.raises(ProvinceError, match="没有计算进程在运行了"):
                list(results)
        assert 0 < len(collected_files(broken)) < len(collected_files(here))
    rest = []

    def counted(given):
        rest.append(given.code)
        return once(given)

    list(collect(broken, box, counted))
    assert 0 < len(rest) < 5
    assert collected_files(broken) == collected_files(here)


@pytest.mark.long
def test_machines_believe_only_whoever_has_a_certificate(small_province, tmp_path):
    make_certificates(tmp_path / "tls", ["127.0.0.1"])
    make_certificates(tmp_path / "other", ["127.0.0.1"])
    box = small_province.lay(tmp_path / "in", FIRST)
    province = small_province.begin(tmp_path / "there")
    with running_cluster(tmp_path, workers=1, tls=tmp_path / "tls") as cluster:
        foreign = Cluster(cluster.address, tmp_path / "other")
        with pytest.raises(ProvinceError, match="连不上调度进程"), foreign:
            pass
        with Cluster(cluster.address, tmp_path / "tls") as engine:
            assert [one.state for one in collect(province, box, engine)] == [TAKEN]


def test_certificates_are_made_once_and_read_by_their_owner(tmp_path):
    made = make_certificates(tmp_path / "tls", ["10.0.0.1", "jisuan1"])
    assert {file.name for file in made} == {
        "ca.pem",
        *(f"{role}.{kind}" for role in ("scheduler", "worker", "client") for kind in ("pem", "key")),
    }
    assert all(file.stat().st_mode & 0o077 == 0 for file in made)
    with pytest.raises(ProvinceError, match="已有证书"):
        make_certificates(tmp_path / "tls", [])
    with pytest.raises(ProvinceError, match="没有证书文件"):
        certificate_files(tmp_path, "worker")


def test_a_task_is_proven_where_it_is_computed(small_province):
    content = small_province.packages[FIRST]
    public = small_province.key(FIRST).public_key().public_bytes_raw().hex()
    text = small_province.handovers[FIRST].framework_text
    task = PackageTask("", content, public, "甲县", "苏省", text)
    assert dict(computed_task(task)) == dict(once(task_handover(task)))
    with pytest.raises(RefusedError, match="签名"):
        computed_task(replace(task, key="0" * 64))


def test_an_encrypted_address_asks_for_certificates():
    with pytest.raises(ProvinceError, match="要用 --tls"), Cluster("tls://127.0.0.1:1"):
        pass
