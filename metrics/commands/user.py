"""`user`: accounts from the command line."""

from collections.abc import Callable
from dataclasses import asdict, replace

import click

from metrics.commands.common import UNIT, db_option, json_option, opened, print_json
from metrics.framework import UnitSpec, load_rights, manager
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Account

code_argument = click.argument("code", metavar="账号")
_ADMIN = manager().name
_OF_UNIT = "、".join(role.name for role in load_rights().roles if role.of_unit)
by_option = click.option("--as", "by", required=True, help=f"谁来做（{_ADMIN}账号）。")
unit_option = click.option("--unit", type=UNIT, help=f"成员单位（代码或名称）；{_OF_UNIT}必写。")
role_type = click.Choice([role.name for role in load_rights().roles])


def on_account(verb: Callable[..., None]) -> Callable[..., None]:
    """What the verbs about one account take: the account, who acts, the database."""
    return code_argument(by_option(db_option(verb)))


@click.group(
    "user", help=f"账号：新建、列出、重置密码、重设动态口令、停用、启用、交接、改角色、首位{_ADMIN}链接。"
)
def user() -> None:
    """Group of the account verbs."""


@user.command("add", help="新建账号；密码由系统生成，只在屏幕上显示这一次，首次登录须改。")
@code_argument
@click.option("--name", required=True, help="姓名或岗位。")
@click.option("--role", type=role_type, required=True, help="角色。")
@unit_option
@by_option
@db_option
def add(code: str, name: str, role: str, unit: UnitSpec | None, by: str, db: str) -> None:
    """Create an account; the password goes to stdout, everything else to stderr."""
    store, _ = opened(db)
    password = store.people.add_account(Account(code, name, role, unit.code if unit else ""), by)
    click.echo(password)
    click.echo(f"已新建账号 {code}（{role}）。上面是初始密码，首次登录须改。", err=True)


@user.command("list", help="列出全部账号。")
@json_option
@db_option
def every(as_json: bool, db: str) -> None:
    """One account a line."""
    store, _ = opened(db)
    accounts = store.people.accounts(SYSTEM)
    if as_json:
        print_json([asdict(one) for one in accounts])
        return
    for one in accounts:
        click.echo(f"{one.code}\t{one.name}\t{one.role}\t{one.unit or '-'}\t{_state(one)}")


def _state(one: Account) -> str:
    if not one.active:
        return "已停用"
    return "演示" if one.demo else "待改初始密码" if one.must_change else "可登录"


@user.command("reset", help="重置密码：生成新的初始密码，原来的登录全部退出。")
@on_account
def reset(code: str, by: str, db: str) -> None:
    """The new password goes to stdout."""
    store, _ = opened(db)
    click.echo(store.people.reset_password(code, by))
    click.echo(f"账号 {code} 的密码已重置，首次登录须改。", err=True)


@user.command("reset-second-factor", help="重设动态口令：手机丢了或换了，下次登录重新绑定。")
@on_account
def reset_second_factor(code: str, by: str, db: str) -> None:
    """Also one's own: the only administrator of a county has no other, and whoever is here has the server."""
    store, _ = opened(db)
    store.people.reset_second_factor(code, by, own=True)
    click.echo(f"账号 {code} 的动态口令已重设，下次登录重新绑定。", err=True)


@user.command("disable", help="停用账号，正在使用的立即退出。")
@on_account
def disable(code: str, by: str, db: str) -> None:
    """The account stays, with everything it did."""
    store, _ = opened(db)
    store.people.disable_account(code, by)
    click.echo(f"账号 {code} 已停用。", err=True)


@user.command(
    "hand-over", help="交接：草稿归接手的账号，原账号停用；接手的账号没有就新建（密码只显示一次）。"
)
@code_argument
@click.option("--to", "successor", required=True, help="接手人的账号。")
@click.option("--name", default="", help="接手人姓名（账号还没有时必写）。")
@by_option
@db_option
def hand_over(code: str, successor: str, name: str, by: str, db: str) -> None:
    """The password of a new account goes to stdout."""
    store, _ = opened(db)
    if not name and store.people.account(successor) is None:
        raise click.UsageError(f"还没有账号 {successor}：新建要用 --name 写明姓名。")
    done = store.people.hand_over(code, Account(successor, name, ""), by)
    if done.password:
        click.echo(done.password)
        click.echo(f"已新建账号 {done.after.code}。上面是初始密码，首次登录须改。", err=True)
    click.echo(
        f"已交接：{done.before.code} 的 {done.drafts} 份草稿归 {done.after.code}，"
        f"{done.before.unit} 以前的报送它都看得到；{done.before.code} 已停用。",
        err=True,
    )


@user.command("enable", help="启用停用了的账号。")
@on_account
def enable(code: str, by: str, db: str) -> None:
    """Let it sign in again."""
    store, _ = opened(db)
    store.people.enable_account(code, by)
    click.echo(f"账号 {code} 已启用。", err=True)


@user.command("role", help=f"改角色（{_OF_UNIT}要同时写 --unit）。")
@code_argument
@click.argument("role", type=role_type, metavar="角色")
@unit_option
@by_option
@db_option
def change_role(code: str, role: str, unit: UnitSpec | None, by: str, db: str) -> None:
    """Another role; the unit stays unless another is given."""
    store, _ = opened(db)
    found = _found(store, code)
    store.people.ensure_account(replace(found, role=role, unit=unit.code if unit else found.unit), by)
    click.echo(f"账号 {found.code} 现在是{role}，原来的登录已全部退出。", err=True)


@user.command("link", help=f"首位{_ADMIN}的一次性设置链接（还没有{_ADMIN}时）。")
@click.option("--address", default="http://127.0.0.1:8501", show_default=True, help="系统的网址。")
@db_option
def link(address: str, db: str) -> None:
    """A new link voids the one before; exit 2 when there is an administrator already."""
    made = first_admin_link(address, db)
    if made is None:
        raise StoreError(
            f"已经有{_ADMIN}了，不需要设置链接。忘了密码请让另一位{_ADMIN}重置，或用 user reset。"
        )
    click.echo(made)
    click.echo(f"请在 24 小时内打开这个链接设置{_ADMIN}账号；链接只能用一次。", err=True)


def first_admin_link(address: str, db: str) -> str | None:
    """The link at an address of the server that makes the first 管理员, or None where there is one."""
    store, _ = opened(db)
    token = store.people.first_admin_token()
    return f"{address.rstrip('/')}/setup?token={token}" if token else None


def _found(store: Store, code: str) -> Account:
    found = store.people.account(code)
    if found is None:
        raise StoreError(f"没有代码为“{code}”的账号。")
    return found


COMMANDS = (user,)
