"""What the environment says about the doors, read once at start-up."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_DATABASE = "sqlite:///data/kandejian.db"
#: Shorter ones could be guessed by whoever reaches the port past the proxy.
SHORTEST_SECRET = 32
#: What HOST is where nobody but this machine reaches the port.
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class SettingsError(Exception):
    """A setting that cannot be used, in a Chinese sentence."""


@dataclass(frozen=True)
class Settings:
    """Where the data lies and who signs people in.

    Args:
        database_url: of the data.
        proxy_secret: empty when people sign in here; else an office proxy does, and proves itself by it.
        demo_on_lan: whether demo accounts may be used from other machines than this one.
        on_lan: whether other machines reach the port.
        own_certificate: whether https is by a certificate the program has made itself.
        second_factor: whether the roles that have one are asked for a code besides the password.
        password_days: after how many days a password must be changed; never at 0.
    """

    database_url: str
    proxy_secret: str = ""
    demo_on_lan: bool = False
    on_lan: bool = False
    own_certificate: bool = False
    second_factor: bool = True
    password_days: int = 0


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment: DATABASE_URL, KANDEJIAN_GUARD, KANDEJIAN_PROXY_SECRET, DEMO_ON_LAN, HOST, TLS,
    SECOND_FACTOR and PASSWORD_DAYS.

    Raises:
        SettingsError: the guard's name is unknown, the proxy's secret is missing or short, a switch neither
            on nor off, or the days no number.
    """
    url = environment.get("DATABASE_URL") or DEFAULT_DATABASE
    guard = environment.get("KANDEJIAN_GUARD", "own") or "own"
    opened = environment.get("DEMO_ON_LAN", "") or "0"
    if opened not in ("0", "1"):
        raise SettingsError(f"环境变量 DEMO_ON_LAN 只能是 1（演示入口对局域网开放）或 0，现在是“{opened}”。")
    if guard == "own":
        return Settings(
            url,
            demo_on_lan=opened == "1",
            on_lan=(environment.get("HOST") or THIS_MACHINE[0]) not in THIS_MACHINE,
            own_certificate=environment.get("TLS", "") == "self",
            second_factor=_second_factor(environment),
            password_days=_password_days(environment),
        )
    if guard != "proxy":
        raise SettingsError(f"环境变量 KANDEJIAN_GUARD 只能是 own 或 proxy，现在是“{guard}”。")
    secret = environment.get("KANDEJIAN_PROXY_SECRET", "")
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            f"KANDEJIAN_GUARD=proxy 时必须设置 KANDEJIAN_PROXY_SECRET（至少 {SHORTEST_SECRET} 个字符）。"
        )
    return Settings(url, secret)


def _second_factor(environment: Mapping[str, str]) -> bool:
    said = (environment.get("SECOND_FACTOR") or "on").strip().lower()
    if said not in ("on", "off"):
        raise SettingsError(f"环境变量 SECOND_FACTOR 只能是 on 或 off，现在是“{said}”。")
    return said == "on"


def _password_days(environment: Mapping[str, str]) -> int:
    said = (environment.get("PASSWORD_DAYS") or "0").strip()
    if not (said.isascii() and said.isdecimal() and len(said) <= 4):
        raise SettingsError(f"环境变量 PASSWORD_DAYS 要写天数（如 90），0 是不限；现在是“{said}”。")
    return int(said)
