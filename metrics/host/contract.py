"""What we take for granted of other people's programs, one entry an assumption.

tests/host holds a check for each; when one breaks after an upgrade, its sentence says where to go.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.host.selectors import SELECTORS

#: How an entry is checked: against the installed files, over the wire of a running server, or in a browser.
PACKAGE, SERVER, BROWSER = "package", "server", "browser"


@dataclass(frozen=True)
class Assumption:
    """One thing that another program does and that we lean on.

    Attributes:
        id: names it, and its check in tests/host/checks.
        of: the program.
        does: what it does, as the rest of a sentence that begins with its name.
        room: the file of metrics/host that holds the names.
        used: who leans on it.
        breaks: what goes wrong once it does so no more.
        checked: PACKAGE, SERVER or BROWSER.
    """

    id: str
    of: str
    does: str
    room: str
    used: str
    breaks: str
    checked: str = PACKAGE

    @property
    def sentence(self) -> str:
        """What to say when it does so no more."""
        where = f"metrics/host/{self.room}, used by {self.used}"
        return f"{self.of} no longer {self.does}: see {where}; what breaks: {self.breaks}."


def _streamlit(room: str, used: str, *entries: tuple[str, str, str, str]) -> Iterable[Assumption]:
    """Entries of one room and one user: id, what Streamlit does, what breaks, how it is checked."""
    for name, does, breaks, checked in entries:
        yield Assumption(name, "Streamlit", does, room, used, breaks, checked)


_PATHS = _streamlit(
    "paths.py",
    "the guard (metrics/web/doors)",
    (
        "stream",
        "serves its websocket at /_stcore/stream",
        "the guard closes every page's websocket",
        SERVER,
    ),
    (
        "upload",
        "takes an upload by PUT under /_stcore/upload_file/SESSION/FILE",
        "uploads are refused, or reach another person's session",
        SERVER,
    ),
    (
        "media",
        "serves what a session shows under /media/NUMBER.ENDING",
        "downloads and pictures are refused, or handed to anybody who is signed in",
        SERVER,
    ),
    (
        "static",
        "serves its program files, and nothing else, under /static/",
        "pages load slowly, or data stays in browsers' caches",
        SERVER,
    ),
    (
        "reserved",
        "keeps just the addresses under /_stcore/, /media/, /component/ and /static/ for itself",
        "an address of ours may collide with one of its own",
        PACKAGE,
    ),
    (
        "routes",
        "has just the routes we know",
        "whoever is signed in may reach the new one; the guard has to be thought through anew",
        PACKAGE,
    ),
)

_PROTOCOL = _streamlit(
    "protocol.py",
    "the guard, through dashboard.py",
    (
        "handshake",
        "reads the session to go on with from the third entry of the websocket's protocol header",
        "a tab that lost its line begins anew, or a stranger can name another person's session",
        SERVER,
    ),
    (
        "kinds",
        "has just the known kinds of messages a browser may send",
        "a new kind is dropped unseen until it is allowed, one renamed stops every page",
        PACKAGE,
    ),
    (
        "operations",
        "has just the known operations a browser may ask for",
        "downloads or long tables stop, or one that writes files is let through",
        PACKAGE,
    ),
    (
        "fields",
        "names the session, the file wanted and the address of a file made in the fields we read",
        "the guard knows no session: uploads and downloads are refused",
        PACKAGE,
    ),
    (
        "by-itself",
        "marks a rerun that a timer of the page asks for by rerun_script.is_auto_rerun",
        "a tab that nobody looks at never ends for idleness",
        PACKAGE,
    ),
    (
        "session-told",
        "tells a new tab its session in the first message of a run",
        "the guard knows no session: uploads and downloads are refused",
        SERVER,
    ),
    (
        "short",
        "keeps the end of a run and the address of a download in a message of few bytes",
        "the guard overlooks them and downloads are refused",
        SERVER,
    ),
    (
        "uploads-held",
        "keeps the uploaded files of each session in uploaded_file_mgr.file_storage, their bytes in data",
        "nobody's uploads are counted, and a few people fill the memory",
        PACKAGE,
    ),
    (
        "uploaders-known",
        "lists a page's widgets in session_state._new_widget_state.widget_metadata, with their value_type",
        "no file is taken on any page",
        SERVER,
    ),
    (
        "sessions-left",
        "keeps the session of a closed tab for a while and ends it, with its files, by close_session",
        "files of closed tabs stay in memory",
        PACKAGE,
    ),
    (
        "files-held",
        "keeps the files of each session in media_file_mgr._files_by_session_and_coord",
        "the guard knows nobody's files: downloads are refused",
        PACKAGE,
    ),
)

_IDENTITY = _streamlit(
    "identity.py",
    "pages/account.py, .streamlit/config.toml",
    (
        "trusted-headers",
        "shows the values of server.trustedUserHeaders in st.user",
        "nobody is known on any page",
        SERVER,
    ),
    (
        "client-address",
        "believes the client's address that a proxy on this machine tells",
        "audit and locks know one address for everybody",
        SERVER,
    ),
    (
        "user-function",
        "asks streamlit.user_info._get_user_info who is there",
        "tests and measurements of pages without a server have nobody signed in",
        PACKAGE,
    ),
)

_APP = _streamlit(
    "page.py",
    "dashboard.py and metrics/web/doors",
    (
        "app",
        "takes routes, middleware, lifespan and handlers of faults in st.App",
        "the server does not start",
        PACKAGE,
    ),
    (
        "entry",
        "offers pages by name only where a folder pages/ lies beside the entry script",
        "any page runs for whoever asks for it by name",
        PACKAGE,
    ),
    (
        "options",
        "knows every option in .streamlit/config.toml",
        "limits on uploads, error details or gathered statistics fall back to its own",
        PACKAGE,
    ),
    (
        "index",
        "serves one page with the language, title and noscript we replace, and one inline script",
        "an English title, or our scripts are not loaded, or the policy stops its own",
        PACKAGE,
    ),
    (
        "policy",
        "runs without inline scripts, eval and other hosts",
        "the policy stops part of the page",
        BROWSER,
    ),
    (
        "bound",
        'keeps widgets with bind="query-params" in the address',
        "links to a view open the first view",
        PACKAGE,
    ),
    (
        "way-back",
        "writes addresses by history.pushState and replaceState",
        "the back button loses the filters of the page it returns to",
        BROWSER,
    ),
    (
        "closing",
        "opens its line by window.WebSocket and leaves its end to listeners",
        "an ended session shows an English error in place of the sign-in page",
        BROWSER,
    ),
    (
        "words",
        "says the texts that assets/words.json puts into Chinese",
        "English words are to be read; the table has dead ones",
        PACKAGE,
    ),
    (
        "patterns",
        "says the sentences whose beginnings assets/words.json knows",
        "English sentences are to be read",
        PACKAGE,
    ),
)

_COMPONENTS = _streamlit(
    "components.py",
    "pages/ui/shared/component.py",
    (
        "component",
        "serves a component's files from its manifest's folder, and calls its function at every run",
        "the grid on the page 填报 stays empty, or what is corrected in it never arrives",
        BROWSER,
    ),
)

_MARKUP = (
    Assumption(
        f"markup-{name}",
        "Streamlit",
        f"has {one.css} in its pages",
        "selectors.py",
        one.used,
        one.breaks,
        BROWSER,
    )
    for name, one in SELECTORS.items()
)

_OTHERS = (
    Assumption(
        "running",
        "Streamlit",
        "says in data-test-script-state whether a run is under way",
        "selectors.py",
        "tests/browser",
        "browser tests do not know when a page is finished",
        BROWSER,
    ),
    Assumption(
        "lost-line",
        "Starlette",
        "takes an OSError of a websocket's channel for a lost line",
        "protocol.py",
        "metrics/web/doors/websocket.py",
        "the end of a session is logged as a fault with a traceback",
    ),
    Assumption(
        "connections",
        "uvicorn",
        "tells a connection of its making, its parts and its end by connection_made, data_received and "
        "connection_lost, keeps the request in cycle, with response_complete, and serves by create_server",
        "connections.py",
        "metrics/web/doors/heads.py",
        "requests that never become whole use up the files of the process",
    ),
    Assumption(
        "older",
        "Streamlit",
        "gets by with what Chromium 103 has and assets/older.js fills in",
        "browsers.py",
        "assets/older.js",
        "pages stay white on the browsers of older machines",
    ),
    Assumption(
        "camera",
        "Plotly",
        "looks up the words of its one button in the dictionary of a locale",
        "plots.py",
        "pages/ui/shared/chart.py",
        "English words on every chart",
    ),
    Assumption(
        "figures-converted",
        "Plotly",
        "turns figures into JSON by their own to_dict",
        "plots.py",
        "metrics/charts/base/ready.py",
        "every showing of a chart converts it anew, which is slow",
    ),
    Assumption(
        "plotly-file",
        "Plotly",
        "brings plotly.js along in package_data/plotly.min.js and numbers clip paths by Math.random",
        "plots.py",
        "metrics/reports/print/browser.py",
        "no chart can be drawn into files, or files differ from run to run",
    ),
    Assumption(
        "kaleido-file",
        "Kaleido",
        "brings along the script that draws, with the names and elements its page needs",
        "plots.py",
        "metrics/reports/print/browser.py",
        "no chart can be drawn into files",
    ),
    Assumption(
        "kaleido-tab",
        "Kaleido",
        "puts its tab back by _return_kaleido_tab into the queue tabs_ready",
        "plots.py",
        "metrics/reports/print/browser.py",
        "the second chart waits for ever or loads 3 MB of scripts anew",
    ),
    Assumption(
        "driver",
        "Choreographer",
        "has the pipe _channel, the process subprocess and the options tmp_dir and proxy_server",
        "plots.py",
        "metrics/reports/print/browser.py",
        "browsers are left behind, or ask other hosts",
    ),
)

CONTRACT: tuple[Assumption, ...] = (*_PATHS, *_PROTOCOL, *_IDENTITY, *_APP, *_COMPONENTS, *_MARKUP, *_OTHERS)
