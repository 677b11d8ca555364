// Sharing an amount out over the rows that one row is split into.

const AMOUNT = /^(-?\d{1,12}(?:\.\d{1,6})?)([百千万亿]?(?:元|人次|人|名|位|场次|场|次|家|户|个|起|件|例|项|期|份|支|台|篇|吨))?$/;

export const EQUALLY = "equally", EACH = "each", FIRST = "first";

/** Number and unit of an exact amount such as 90, 1,200 or 90人; null for any other text. */
function amountOf(text) {
  const narrow = text.replace(/[０-９．]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  const found = AMOUNT.exec(narrow.replace(/[,，\s]/g, ""));
  return found && { number: found[1], unit: found[2] || "" };
}

/** Whether a text is an exact number, which can be divided. */
export const isPlain = (text) => amountOf(text) !== null;

/** An amount in equal parts that add up to it exactly, each with its unit; whole numbers stay whole. */
export function equally(text, many) {
  const { number, unit } = amountOf(text);
  const places = (number.split(".")[1] || "").length;
  const digits = places ? Math.max(places, 2) : 0;
  const whole = Math.round(Number(number) * 10 ** digits);
  const part = Math.trunc(whole / many);
  let rest = whole - part * many;
  return Array.from({ length: many }, () => {
    const one = rest > 0 ? 1 : rest < 0 ? -1 : 0;
    rest -= one;
    return Number(((part + one) / 10 ** digits).toFixed(digits)) + unit;
  });
}

/** The amounts of the rows by one way of sharing. */
export function shared(text, many, way) {
  if (way === FIRST) return [text, ...Array(many - 1).fill("")];
  if (way === EQUALLY && isPlain(text)) return equally(text, many);
  return Array(many).fill("");
}

/** What some typed amounts add up to; null when one is no number, or their units differ. */
export function sumOf(texts) {
  const found = texts.map((text) => text.trim()).filter(Boolean).map(amountOf);
  if (found.includes(null) || new Set(found.map((one) => one.unit)).size > 1) return null;
  return Number(found.reduce((sum, one) => sum + Number(one.number), 0).toFixed(6));
}
