// Puts Streamlit's built-in English texts into Chinese: text and the attributes that are read out or shown on hover.
// Only what was added or changed is looked at, and only a text that is in words.json as a whole is replaced.
(() => {
  "use strict";
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription"];
  const NAMED = ATTRIBUTES.map((name) => `[${name}]`).join(",");
  const WORD = /[A-Za-z]{2}/;
  // What was typed or drawn is nobody's built-in text.
  const LEAVE = "script,style,textarea,[contenteditable=true]:not([role=spinbutton]),pre,code";
  // "Search: 得分表", "year, 截止日期": a built-in word before a name that is given.
  const NAMED_PART = /^([A-Za-z][A-Za-z/ ]{1,30})([:,]) ([\s\S]*)$/;
  const COLON = { ":": "：", ",": "，" };
  let exact = new Map();
  let patterns = [];

  const chinese = (text) => {
    if (!WORD.test(text)) return text;
    const bare = text.trim();
    const known = exact.get(bare);
    if (known !== undefined) return known;
    if (bare.length > 400) return text;
    const part = NAMED_PART.exec(bare);
    if (part && exact.has(part[1])) return exact.get(part[1]) + COLON[part[2]] + chinese(part[3]);
    for (const [pattern, words] of patterns) {
      if (pattern.test(bare)) return chinese(bare.replace(pattern, words).trim());
    }
    return text;
  };

  const text = (node) => {
    const words = chinese(node.data);
    if (words !== node.data && !node.parentElement?.closest(LEAVE)) node.data = words;
  };

  const attribute = (element, name) => {
    const before = element.getAttribute(name);
    if (!before) return;
    const words = chinese(before);
    if (words !== before) element.setAttribute(name, words);
  };

  const element = (node) => {
    for (const name of ATTRIBUTES) attribute(node, name);
  };

  const added = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return text(node);
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.matches(NAMED)) element(node);
    for (const inner of node.querySelectorAll(NAMED)) element(inner);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) text(walker.currentNode);
  };

  const changed = (changes) => {
    for (const change of changes) {
      if (change.type === "attributes") attribute(change.target, change.attributeName);
      else if (change.type === "characterData") text(change.target);
      else change.addedNodes.forEach(added);
    }
  };

  const begin = (table) => {
    // Those under "composed" are put together in the browser, or differ from one version of Streamlit to the next.
    const { composed } = table;
    exact = new Map(Object.entries({ ...table.exact, ...composed.exact }));
    patterns = [...table.patterns, ...composed.patterns].map(([pattern, words]) => [new RegExp(pattern), words]);
    table.months.forEach((name, at) => {
      patterns.push([new RegExp(`\\b${name} (\\d{1,2}), (\\d{4})`), `$2年${at + 1}月$1日`]);
      patterns.push([new RegExp(`\\b${name},? (\\d{4})`), `$1年${at + 1}月`]);
      exact.set(name, `${at + 1}月`);
    });
    table.weekdays.forEach((name, at) => {
      const day = `星期${"日一二三四五六"[at]}`;
      exact.set(name, day).set(name.slice(0, 3), day);
      patterns.push([new RegExp(`\\b${name}, `), `${day}，`]);
    });
    added(document.documentElement);
    new MutationObserver(changed).observe(document.documentElement, {
      subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES,
    });
  };

  fetch("/kdj/words.json").then((answer) => answer.json()).then(begin);
})();
