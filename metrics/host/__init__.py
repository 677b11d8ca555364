"""Everything that leans on the inside of Streamlit, Plotly, Kaleido or a browser: names, words, scripts.

Nothing here imports Streamlit: what must be
called, `dashboard.py` hands in.
"""

from metrics.host import browsers, identity, page, paths, plots, protocol, selectors
from metrics.host.protocol import Host, Opened

__all__ = [
    "Host",
    "Opened",
    "browsers",
    "identity",
    "page",
    "paths",
    "plots",
    "protocol",
    "selectors",
]
