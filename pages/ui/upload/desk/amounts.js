// Sharing an amount out over the rows that one row is split into.

const PLAIN = /^-?\d{1,12}(?:\.\d{1,6})?$/;

export const EQUALLY = "equally", EACH = "each", FIRST = "first";

/** Whether a text is a plain number, which can be divided. */
export const isPlain = (text) => PLAIN.test(text.replace(/[,，\s]/g, ""));

/** An amount in equal parts that add up to it exactly; whole numbers stay whole. */
export function equally(text, many) {
  const plain = text.replace(/[,，\s]/g, "");
  const places = (plain.split(".")[1] || "").length;
  const digits = places ? Math.max(places, 2) : 0;
  const whole = Math.round(Number(plain) * 10 ** digits);
  const part = Math.trunc(whole / many);
  let rest = whole - part * many;
  return Array.from({ length: many }, () => {
    const one = rest > 0 ? 1 : rest < 0 ? -1 : 0;
    rest -= one;
    return String(Number(((part + one) / 10 ** digits).toFixed(digits)));
  });
}

/** The amounts of the rows by one way of sharing. */
export function shared(text, many, way) {
  if (way === FIRST) return [text, ...Array(many - 1).fill("")];
  if (way === EQUALLY && isPlain(text)) return equally(text, many);
  return Array(many).fill("");
}

/** What some typed amounts add up to; null when one is no number. */
export function sumOf(texts) {
  const filled = texts.map((text) => text.trim()).filter(Boolean);
  if (!filled.every(isPlain)) return null;
  return Number(filled.reduce((sum, text) => sum + Number(text.replace(/[,，\s]/g, "")), 0).toFixed(6));
}
