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
    """

    database_url: str
    proxy_secret: str = ""


def settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read DATABASE_URL, KANDEJIAN_GUARD and KANDEJIAN_PROXY_SECRET.

    Raises:
        SettingsError: the guard's name is unknown, or the proxy's secret is missing or short.
    """
    url = environment.get("DATABASE_URL") or DEFAULT_DATABASE
    guard = environment.get("KANDEJIAN_GUARD", "own") or "own"
    if guard == "own":
        return Settings(url)
    if guard != "proxy":
        raise SettingsError(f"环境变量 KANDEJIAN_GUARD 只能是 own 或 proxy，现在是“{guard}”。")
    secret = environment.get("KANDEJIAN_PROXY_SECRET", "")
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(
            f"KANDEJIAN_GUARD=proxy 时必须设置 KANDEJIAN_PROXY_SECRET（至少 {SHORTEST_SECRET} 个字符）。"
        )
    return Settings(url, secret)
