"""What the installed Plotly, Kaleido and Choreographer are made of."""

import inspect

import choreographer
import plotly.graph_objects as go
import plotly.io as pio
from choreographer.browsers import chromium
from kaleido import Kaleido

from metrics.host import plots
from tests.host.registry import checks


@checks("figures-converted")
def a_figure_converts_itself():
    class Counted(go.Figure):
        def to_dict(self):
            counted.append(1)
            return super().to_dict()

    counted = []
    assert '"y":[2]' in pio.to_json(Counted(go.Bar(y=[2])), validate=False)
    assert counted == [1]


@checks("plotly-file")
def plotly_brings_its_script():
    script = plots.beside("plotly", plots.PLOTLY_FILE).read_text(encoding="utf-8")
    assert "Math.random" in script
    assert "Plotly" in script


@checks("kaleido-file")
def kaleido_brings_its_script():
    script = plots.beside("kaleido", plots.KALEIDO_FILE).read_text(encoding="utf-8")
    for name in (plots.SCOPE, plots.IMAGE_ID, plots.STYLE_ID, "plotly"):
        assert name in script, name


@checks("kaleido-tab")
def kaleido_puts_its_tab_back():
    assert inspect.iscoroutinefunction(Kaleido._return_kaleido_tab)
    assert list(inspect.signature(Kaleido._return_kaleido_tab).parameters) == ["self", "tab"]
    assert "self._return_kaleido_tab(" in inspect.getsource(Kaleido)
    assert "self.tabs_ready.put(" in inspect.getsource(Kaleido._return_kaleido_tab)
    assert {"n", "page_generator", "timeout"} <= set(inspect.signature(Kaleido).parameters)
    inspect.signature(Kaleido.calc_fig).bind(None, {}, {"format": "svg"})


@checks("driver")
def the_driver_has_its_pipe_and_options():
    source = inspect.getsource(choreographer.Browser)
    assert "self._channel = " in source
    assert "self.subprocess = " in source
    options = inspect.getsource(chromium.Chromium.__init__)
    for name in plots.driver_options(plots.beside("plotly", "")):
        assert f'kwargs.pop("{name}"' in options, name
