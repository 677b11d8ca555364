"""Our own pages: signing in and out, one's password, where one is signed in, the first administrator."""

from metrics.web.sign_in.login import demo, login, logout
from metrics.web.sign_in.passwords import password, setup
from metrics.web.sign_in.sessions import sessions

__all__ = ["demo", "login", "logout", "password", "sessions", "setup"]
