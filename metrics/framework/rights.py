"""Who may do what, as data: `rights.toml` names the roles, the acts, and for whom a role may do them."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from metrics.framework.build import build_all, refuse_unknown
from metrics.framework.model import FrameworkError

FILE = "rights.toml"
HOME = Path(__file__).parent
#: Where an act is asked about: in the store's transaction, on the pages alone, by whoever has the server.
PLACES = ("store", "page", "server")
#: The act of whoever looks after the others' accounts.
ACCOUNTS = "account"
_HEAD = "| 做什么 | "
_REACH = {"all": "全部", "own": "本单位", "": "—"}


class Holder(Protocol):
    """What is asked about: an account with a role's name and a member unit, empty for the office."""

    @property
    def role(self) -> str:
        """The name of its role."""

    @property
    def unit(self) -> str:
        """The code of its unit."""


@dataclass(frozen=True)
class Role:
    """A role: `name` is what accounts hold, `sentence` what it is for; `of_unit` needs a member unit.

    With `second_factor` a password alone does not sign in.
    """

    id: str
    name: str
    sentence: str
    of_unit: bool = False
    second_factor: bool = False


@dataclass(frozen=True)
class Act:
    """Something people do: ids of the roles that may, for their `own` unit or for `all` units."""

    id: str
    name: str
    own: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    place: str = "store"


@dataclass(frozen=True)
class Rights:
    """All roles and acts."""

    roles: tuple[Role, ...]
    acts: tuple[Act, ...]

    def role(self, name: str) -> Role | None:
        """The role of a name, or None."""
        return next((role for role in self.roles if role.name == name), None)

    def act(self, number: str) -> Act:
        """The act of an id; KeyError for an unknown one."""
        return {act.id: act for act in self.acts}[number]

    def reach(self, role: str, act: str) -> str:
        """For whom a role, by its name, may do an act: `all`, `own` or empty; KeyError for no act."""
        found, this = self.role(role), self.act(act)
        if found is None:
            return ""
        return "all" if found.id in this.all else "own" if found.id in this.own else ""


@lru_cache(maxsize=8)
def load_rights(folder: Path = HOME) -> Rights:
    """Read rights.toml of a folder.

    Raises:
        FrameworkError: it is missing, cannot be parsed, or names a role or place that there is not.
    """
    try:
        source = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FrameworkError(FILE, "顶层", "", f"读不了：{error}") from error
    refuse_unknown(source, ("role", "act"), FILE, "顶层")
    found = Rights(tuple(build_all(Role, source, "role", FILE)), tuple(build_all(Act, source, "act", FILE)))
    _check(found)
    return found


def _check(found: Rights) -> None:
    known = {role.id for role in found.roles}
    for specs, table in ((found.roles, "role"), (found.acts, "act")):
        ids = [spec.id for spec in specs]
        for number in ids:
            if ids.count(number) > 1:
                raise FrameworkError(FILE, f"{table} {number}", "id", "出现了两次")
    for act in found.acts:
        if unknown := {*act.own, *act.all} - known:
            names = "、".join(sorted(unknown))
            raise FrameworkError(FILE, f"act {act.id}", "own/all", f"没有这个角色：{names}")
        if act.place not in PLACES:
            raise FrameworkError(FILE, f"act {act.id}", "place", f"只能是 {'、'.join(PLACES)}")


def may(account: Holder, act: str, unit: str = "") -> bool:
    """Whether an account may do something.

    Args:
        account: who; whether it is active is for the caller to know.
        act: an id of rights.toml; KeyError for an unknown one.
        unit: whose rows it concerns; without one, whether the account may do it for anyone.
    """
    reach = load_rights().reach(account.role, act)
    if reach == "own":
        return bool(account.unit) and unit in ("", account.unit)
    return reach == "all"


def refusal(account: Holder, act: str, unit: str = "") -> str:
    """Why an account may not do something, and who may; empty when it may."""
    if may(account, act, unit):
        return ""
    this, reach = load_rights().act(act), load_rights().reach(account.role, act)
    if reach == "own" and not account.unit:
        return f"这个账号还没有指定单位，不能{this.name}。请联系{role_names([ACCOUNTS])}。"
    if reach == "own":
        others = _named(this.all)
        return f"{account.role}只能为本单位（{account.unit}）{this.name}，不能为 {unit}。要用{others}的账号。"
    return f"{account.role or '没有角色的账号'}不能{this.name}，要用{_named((*this.own, *this.all))}的账号。"


def role_names(acts: Iterable[str]) -> str:
    """The roles that may do all of some acts, joined by 或."""
    wanted = [load_rights().act(act) for act in acts]
    ids = [role.id for role in load_rights().roles if all(role.id in (*act.own, *act.all) for act in wanted)]
    return _named(ids)


def _named(ids: Iterable[str]) -> str:
    wanted = set(ids)
    return "或".join(role.name for role in load_rights().roles if role.id in wanted)


def asks_second_factor(role: str) -> bool:
    """Whether accounts of a role, by its name, give a one-time code besides the password."""
    found = load_rights().role(role)
    return found is not None and found.second_factor


def of_unit(role: str) -> bool:
    """Whether accounts of a role belong to a member unit."""
    found = load_rights().role(role)
    return found is not None and found.of_unit


def manager() -> Role:
    """The role that looks after accounts; the first account has it."""
    this = load_rights().act(ACCOUNTS)
    return next(role for role in load_rights().roles if role.id in this.all)


def table() -> str:
    """The acts and who may do them, as a table in Markdown."""
    found = load_rights()
    names = [role.name for role in found.roles]
    lines = [_HEAD + " | ".join(names) + " |", "| --- |" + " --- |" * len(names)]
    lines += [
        f"| {act.name} | " + " | ".join(_REACH[found.reach(name, act.id)] for name in names) + " |"
        for act in found.acts
    ]
    return "\n".join(lines) + "\n"


def roles_table() -> str:
    """The roles and what they are for, as a table in Markdown."""
    lines = ["| 角色 | 能做的事 |", "| --- | --- |"]
    lines += [f"| {role.name} | {role.sentence} |" for role in load_rights().roles]
    return "\n".join(lines) + "\n"
