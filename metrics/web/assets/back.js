// Going to another page, Streamlit first wipes the address of the one that is left, one filter after the other.
// The wiped entry gets its address back, so that the back button returns to the view with its filters.
(() => {
  "use strict";
  const SOON = 1500;
  let left = null;
  const wipes = (here, next) =>
    next.pathname === here.pathname && [...next.searchParams].length < [...here.searchParams].length;
  const recent = (here) => left && left.path === here.pathname && Date.now() - left.at < SOON;

  for (const name of ["pushState", "replaceState"]) {
    const plain = history[name];
    history[name] = function (state, unused, address) {
      const here = new URL(location.href);
      const next = new URL(address ?? here, here);
      if (wipes(here, next)) {
        left = { address: recent(here) ? left.address : here.href, path: here.pathname, at: Date.now() };
      } else if (name === "pushState" && next.pathname !== here.pathname) {
        if (recent(here)) History.prototype.replaceState.call(history, history.state, "", left.address);
        left = null;
      }
      const done = plain.call(this, state, unused, address);
      document.documentElement.dataset.kdjShown = location.pathname + location.search;
      return done;
    };
  }

  // Streamlit itself goes back to the page, but not to all of its filters; loading the address does.
  window.addEventListener("popstate", (event) => {
    const shown = document.documentElement.dataset.kdjShown;
    if (shown === location.pathname + location.search) return;
    event.stopImmediatePropagation();
    location.reload();
  }, true);
})();
