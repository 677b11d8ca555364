// What Streamlit calls and Chromium 103 to 109 (the last for Windows 7) do not have yet.
(() => {
  "use strict";
  const add = (target, name, value) => {
    if (!(name in target)) Object.defineProperty(target, name, { value, writable: true, configurable: true });
  };
  for (const kind of [Array, Object.getPrototypeOf(Int8Array)]) {
    add(kind.prototype, "toSorted", function (compare) { return this.slice().sort(compare); });
    add(kind.prototype, "toReversed", function () { return this.slice().reverse(); });
    add(kind.prototype, "with", function (at, value) {
      const copy = this.slice();
      copy[at < 0 ? copy.length + at : at] = value;
      return copy;
    });
  }
  add(Array.prototype, "toSpliced", function (...change) {
    const copy = this.slice();
    copy.splice(...change);
    return copy;
  });
  add(Promise, "withResolvers", function () {
    const made = {};
    made.promise = new this((resolve, reject) => Object.assign(made, { resolve, reject }));
    return made;
  });
  add(URL, "canParse", (address, base) => {
    try {
      return Boolean(new URL(address, base));
    } catch {
      return false;
    }
  });
})();
