"""Middleware in front of everything: who may pass, what browsers are told, the one page in Chinese."""

from metrics.web.doors import limits
from metrics.web.doors.guard import Guard
from metrics.web.doors.headers import SecurityHeaders, headers_for
from metrics.web.doors.heads import Heads
from metrics.web.doors.injection import Injection

__all__ = ["Guard", "Heads", "Injection", "SecurityHeaders", "headers_for", "limits"]
