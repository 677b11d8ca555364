// Elements, made of their names, attributes and children; texts are always texts.

export function made(name, given = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A button with words; `given` as of `made`. */
export const button = (words, act, given = {}) => made("button", { type: "button", onclick: act, ...given }, words);

export const SEVERITIES = { error: ["错误", "✕"], confirm: ["待确认", "?"], hint: ["提示", "i"] };

/** A sign that tells a severity without its colour. */
export const sign = (severity) =>
  made("span", { class: `sign ${severity}`, "aria-hidden": "true" }, SEVERITIES[severity][1]);
