// Going to another page, Streamlit first wipes the address of the one that is left, one filter after the other,
// or puts the filters of the link on it. The entry gets its address back, so that the back button returns to the
// view with its own filters.
(() => {
  "use strict";
  const SOON = 1500;
  let left = null;
  const changes = (here, next) => next.pathname === here.pathname && next.search !== here.search;
  const fewer = (here, next) => [...next.searchParams].length < [...here.searchParams].length;
  const recent = (here) => left && left.path === here.pathname && Date.now() - left.at < SOON;

  // A ledger row takes the place of a long page: one begins to read it at its head. Its cells stay where they are.
  const row = (address) => /^.*-第\d+行/.exec(address.searchParams.get("row") ?? "")?.[0];
  const toTop = () => document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);

  // One gesture, one entry: what the page itself adds to an address (its period, what is chosen at first, the
  // second part of a click) belongs to the step that led there. So one press goes back.
  let stepped = true;
  for (const gesture of ["pointerdown", "keydown"]) {
    window.addEventListener(gesture, () => { stepped = false; left = null; }, true);
  }

  for (const name of ["pushState", "replaceState"]) {
    const plain = history[name];
    history[name] = function (state, unused, address) {
      const here = new URL(location.href);
      const next = new URL(address ?? here, here);
      if (changes(here, next)) {
        // What the next page puts on the address before its path changes belongs to the wiping.
        const wiping = recent(here) && left.wiped;
        const first = wiping ? left.address : here.href;
        left = { address: first, path: here.pathname, at: Date.now(), wiped: wiping || fewer(here, next) };
      } else if (name === "pushState" && next.pathname !== here.pathname) {
        // A link with filters of its own first puts them on the page that is left.
        const lent = next.search && next.search === here.search;
        if (recent(here) && (left.wiped || lent)) {
          History.prototype.replaceState.call(history, history.state, "", left.address);
        }
        left = null;
      }
      const again = name === "pushState" && stepped && next.pathname === here.pathname;
      if (name === "pushState") stepped = true;
      const put = again ? History.prototype.replaceState : plain;
      const done = put.call(this, state, unused, address);
      if (row(next) && row(next) !== row(here)) toTop();
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
