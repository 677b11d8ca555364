"""Browsers: what they are called on the machines we know, and what the oldest of them lack."""

#: Environment variables that name the browser that draws.
VARIABLES = ("CHROME", "BROWSER_PATH")
NAMES = (
    *("google-chrome-stable", "google-chrome", "chrome", "chromium", "chromium-browser"),
    *("microsoft-edge-stable", "microsoft-edge", "msedge"),
)
#: Below the program folders of Windows.
PLACES = (
    *(r"Google\Chrome\Application\chrome.exe", r"Chromium\Application\chrome.exe"),
    r"Microsoft\Edge\Application\msedge.exe",
)
#: On macOS.
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
#: The oldest Chromium that pages have to work in; 109 is the last for Windows 7.
OLDEST = 103
#: What Streamlit calls or may call and not every browser from `OLDEST` on has; assets/older.js fills it in.
FILLED = frozenset({"toSorted", "toReversed", "with", "toSpliced", "withResolvers", "canParse"})
#: What came later still and nobody fills in.
MISSING = (
    *("AbortSignal.any(", "Array.fromAsync(", "Iterator.from(", "Map.groupBy(", "Object.groupBy("),
    *("Promise.try(", "RegExp.escape(", "Set.prototype.union", "URL.parse(", "Error.isError("),
    *(".isWellFormed(", ".isDisjointFrom(", ".symmetricDifference(", ".showPopover("),
)
