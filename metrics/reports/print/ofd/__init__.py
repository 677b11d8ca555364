"""OFD (GB/T 33190): the pages of a PDF as text objects with embedded fonts, path objects and pictures."""

from metrics.reports.print.ofd.package import ofd_of

__all__ = ["ofd_of"]
