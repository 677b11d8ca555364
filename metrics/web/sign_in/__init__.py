"""Our own pages: signing in and out, the second step, passwords, one's sessions, the first administrator."""

from metrics.web.sign_in.busy import at_once
from metrics.web.sign_in.invitations import welcome
from metrics.web.sign_in.login import demo, login, logout
from metrics.web.sign_in.passwords import password, setup
from metrics.web.sign_in.recovery import recovery
from metrics.web.sign_in.second import second
from metrics.web.sign_in.sessions import sessions

__all__ = [
    "at_once",
    "demo",
    "login",
    "logout",
    "password",
    "recovery",
    "second",
    "sessions",
    "setup",
    "welcome",
]
