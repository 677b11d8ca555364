// Runs before Streamlit on every page. When the session has ended, it sends the tab to the sign-in page, where
// Streamlit by itself would show an English error; and it signs out with one click.
(() => {
  "use strict";
  window.prerenderReady = false;
  const ENDED = 4401;
  const TOO_MANY = 4429;
  let leaving = false;

  const signIn = () => {
    if (leaving) return;
    leaving = true;
    const here = location.pathname + location.search;
    location.assign("/login?next=" + encodeURIComponent(here));
  };

  const ours = (address) => {
    const url = new URL(address, location.href);
    return url.origin === location.origin && url.pathname.includes("/_stcore/");
  };

  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const answer = await fetched.apply(window, request);
    if (answer.status === 401 && ours(answer.url)) signIn();
    return answer;
  };

  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (...request) {
    this.addEventListener("load", () => {
      if (this.status === 401 && ours(this.responseURL)) signIn();
    });
    return open.apply(this, request);
  };

  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...line) {
      super(...line);
      this.addEventListener("close", (event) => {
        if (event.code === ENDED) signIn();
        if (event.code === TOO_MANY && !leaving) {
          leaving = true;
          location.assign("/tabs");
        }
      });
    }
  };

  // The link leads to a page that asks; a click on it in the application has answered already.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest('a[href="/logout"]');
    if (!link) return;
    event.preventDefault();
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/logout";
    document.body.append(form);
    leaving = true;
    form.submit();
  }, true);

  // 汇报模式: the arrow keys go through the sequence, Escape leaves it; not while somebody types or chooses.
  document.addEventListener("keydown", (event) => {
    const ways = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev", Escape: "up" };
    const way = ways[event.key];
    const busy = event.target instanceof Element
      && event.target.closest("input, textarea, [role=combobox], [role=radiogroup], [role=grid], [contenteditable=true]");
    const link = way && !busy && document.querySelector(`.kdj-present a[rel=${way}]`);
    if (!link) return;
    event.preventDefault();
    location.assign(link.href);
  });
})();
