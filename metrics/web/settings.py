"""What the environment says about the doors, read once at start-up."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

DEFAULT_DATABASE = "sqlite:///data/kandejian.db"
#: Shorter ones could be guessed by whoever reaches the port past the proxy.
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A setting that cannot be used, in a Chinese sentence."""


@dataclass(frozen=True)
class Settings:
    """Where the data lies and who signs people in.

    `proxy_secret` is empty when people sign in here; else an office proxy does, and proves itself by it.
    `second_factor` says whether the roles that have one are asked for a code besides the password, and
    `password_days` after how many days a password must be changed; never at 0.
    """

    database_url: str
    proxy_secret: str = ""
    second_factor: bool = True
    password_days: int = 0


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read DATABASE_URL, KANDEJIAN_GUARD, KANDEJIAN_PROXY_SECRET, SECOND_FACTOR and PASSWORD_DAYS.

    Raises:
        SettingsError: the guard's name is unknown, the proxy's secret is missing or short, the second factor
            is neither on nor off, or the days are no number.
    """
    url = environment.get("DATABASE_URL") or DEFAULT_DATABASE
    guard = environment.get("KANDEJIAN_GUARD", "own") or "own"
    if guard == "own":
        return Settings(url, "", _second_factor(environment), _password_days(environment))
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
