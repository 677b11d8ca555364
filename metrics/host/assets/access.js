// Mends what keeps Streamlit's own markup from being read out or reached by keyboard (WCAG 2 A/AA).
(() => {
  "use strict";
  const MENDS = [
    // The sections of the navigation are divs between a list and its items.
    ["ul[data-testid=stSidebarNavItems]", "role", "none"],
    ["ul[data-testid=stSidebarNavItems] > div", "role", "list"],
    // A box that scrolls has to be reached by keyboard to be scrolled by it.
    ["[data-testid=stVerticalBlock][overflow=auto]", "tabindex", "0"],
  ];

  const mend = (root) => {
    for (const [selector, name, value] of MENDS) {
      for (const node of root.querySelectorAll(selector)) {
        if (node.getAttribute(name) !== value) node.setAttribute(name, value);
      }
    }
  };

  // For app.css: the theme may be chosen in the menu, against that of the system.
  const tell = () => {
    const app = document.querySelector("[data-testid=stApp]");
    if (app) document.documentElement.dataset.kdjTheme = getComputedStyle(app).colorScheme;
  };

  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mend(document);
      tell();
    });
  };

  new MutationObserver(later).observe(document.documentElement, { subtree: true, childList: true });
})();
