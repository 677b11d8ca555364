"""A county in play: its database, its workbooks, the verbs said to it, and what was acknowledged."""

import csv
import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

from metrics.framework import load_framework, parse_period, read_package
from metrics.store import Store
from metrics.store.database import SYSTEM, today
from metrics.store.people import Account

REPO = Path(__file__).resolve().parents[2]
PASSWORD = "四月的风吹过河滩"  # noqa: S105 - of accounts that live as long as the play
#: Seconds within which a verb is killed that is to be killed; and after which one that says nothing hangs.
KILLED_WITHIN, PATIENCE = 4.0, 600


@dataclass(frozen=True)
class VerbSaid:
    """How a verb ended, and what it printed."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class HandedIn:
    """A workbook of the sample, in the order it came in."""

    file: Path
    unit: str
    period: str
    account: str


@dataclass
class PlayedCounty:
    """A sample county whose year is played.

    Args:
        name: of its folder in `sample_data`.
        home: where its files lie meanwhile.
        draw: decides what goes wrong.
        url: address of its database, which changes when it is restored or moves.
        sent: sha256 of every file that a verb acknowledged → (unit, quarter).
        counts: how often what happened.
    """

    name: str
    home: Path
    draw: random.Random
    url: str = ""
    sent: dict[str, tuple[str, str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def sample(self) -> Path:
        """The folder of its sample."""
        return REPO / "sample_data" / self.name

    @property
    def full_name(self) -> str:
        """As it is told in its packages."""
        return load_framework(read_package(self.sample / "county")).county

    def lines(self, name: str) -> list[dict[str, str]]:
        """Rows of one of the sample's tables."""
        with (self.sample / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def account(self, role: str) -> str:
        """The first account of a role, by its name."""
        return next(line["code"] for line in self.lines("accounts.csv") if line["role"] == role)

    def begin(self) -> None:
        """A database with the county and its accounts, before anything was reported."""
        self.url = f"sqlite:///{self.home / 'county.db'}"
        with Store.open(self.url) as store:
            store.office.begin_county(read_package(self.sample / "county"))
            for line in self.lines("accounts.csv"):
                account = Account(line["code"], line["name"], line["role"], line["unit"])
                store.people.add_account(account, SYSTEM, PASSWORD)

    def open_quarter(self, code: str) -> None:
        """Open a quarter as long as the play needs."""
        with Store.open(self.url, migrate=False) as store:
            store.reporting.ensure_period(parse_period(code), today() + timedelta(days=7))

    def sheets(self, quarter: str) -> Iterator[HandedIn]:
        """The sample's workbooks of a quarter."""
        for line in sorted(self.lines("manifest.csv"), key=lambda line: line["submitted_at"]):
            if line["period"] == quarter:
                yield HandedIn(self.sample / line["file"], line["unit"], quarter, line["submitted_by"])

    def quarters(self, most: int) -> list[str]:
        """The sample's quarters of its first year, earliest first."""
        codes = sorted({line["period"] for line in self.lines("manifest.csv")})
        return [code for code in codes if code[:4] == codes[0][:4]][:most]

    def other_bytes(self, file: Path) -> Path:
        """The same workbook with other bytes: another file for the program, the same for a person."""
        self.counts["files made anew"] += 1
        path = self.home / file.name
        path.write_bytes(file.read_bytes())
        with ZipFile(path, "a") as book:
            book.comment = f"{self.counts['files made anew']}".encode()
        return path

    def half(self, file: Path) -> Path:
        """A workbook whose second half was lost on the way."""
        path = self.home / f"坏的{file.name}"
        content = file.read_bytes()
        path.write_bytes(content[: len(content) // 2])
        return path

    def verb(self, *words: object, kill: bool = False) -> VerbSaid:
        """Say a verb to the database; with `kill` it is killed first at some moment, and said again.

        Raises:
            TimeoutError: it does not end.
        """
        if kill:
            self.counts["commands killed"] += self._killed(words)
        process = self._started(words)
        try:
            out, err = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise TimeoutError(f"{words} does not end") from None
        self.counts["commands"] += 1
        return VerbSaid(process.returncode, out, err)

    def must(self, *words: object, kill: bool = False) -> VerbSaid:
        """The same; it has to do what it is told.

        Raises:
            RuntimeError: it refused.
        """
        said = self.verb(*words, kill=kill)
        if said.code:
            raise RuntimeError(f"{words}: {said.code}\n{said.out}{said.err}")
        return said

    def _started(self, words: tuple[object, ...]) -> subprocess.Popen[str]:
        return subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "-m", "metrics", *map(str, words)],
            cwd=REPO,
            env={**os.environ, "DATABASE_URL": self.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def _killed(self, words: tuple[object, ...]) -> bool:
        process = self._started(words)
        time.sleep(self.draw.uniform(0.3, KILLED_WITHIN))
        there = process.poll() is None
        if there:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return there

    def acknowledged(self, file: Path, sheet: HandedIn, said: VerbSaid) -> int:
        """Note what a verb said of a file, and give the number of the report."""
        self.sent[hashlib.sha256(file.read_bytes()).hexdigest()] = sheet.unit, sheet.period
        return int(said.out.split("\t", 1)[0])
