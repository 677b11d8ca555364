"""One file a rule or a family of rules; importing the room enters them all."""

from metrics.discovery import modules_of

modules_of(__name__)
