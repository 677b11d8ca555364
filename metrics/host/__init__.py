"""Everything that leans on the inside of Streamlit, Plotly, Kaleido or a browser: names, words, scripts.

What we take for granted of them is listed in `CONTRACT`, one entry an assumption; tests/host checks each
against the packages that are installed. Nothing here imports Streamlit: what must be
called, `dashboard.py` hands in.
"""

from metrics.host import browsers, components, connections, identity, page, paths, plots, protocol, selectors
from metrics.host.connections import HttpLine
from metrics.host.contract import CONTRACT, Assumption
from metrics.host.protocol import Held, Host, Opened

__all__ = [
    "CONTRACT",
    "Assumption",
    "Held",
    "Host",
    "HttpLine",
    "Opened",
    "browsers",
    "components",
    "connections",
    "identity",
    "page",
    "paths",
    "plots",
    "protocol",
    "selectors",
]
