// Numbers in words.

/** A number to some digits, without an exponent where it is readable without. */
function short(value, digits = 3) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return scientific(value, digits);
  return String(Number(value.toPrecision(digits)));
}

function scientific(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${mantissa}·${powerOfTen(Number(exponent))}`;
}

const powerOfTen = (exponent) => `10${[...String(exponent)].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign] ?? "⁻").join("")}`;

/** A count of tokens, parameters or FLOPs: 1.4B, 300B, 6.30·10²². */
function count(value) {
  if (value === null || value === undefined) return "not known";
  if (value >= 1e15) return scientific(value, 3);
  const [unit, name] = [
    [1e12, "T"],
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ].find(([unit]) => value >= unit) ?? [1, ""];
  return `${Number((value / unit).toPrecision(3))}${name}`;
}

/** An interval; null is an open end. */
function ends(low, high, word = short) {
  if (low === null && high === null) return "open at both ends";
  if (low === null) return `${word(high)} or less`;
  return high === null ? `${word(low)} or more` : `${word(low)} to ${word(high)}`;
}

// -- x: those on a logarithmic axis are read out as the counts that they are logarithms of --

const COUNTED = { "log10 FLOPs": "FLOPs", "log10 parameters": "parameters" };

/** A place on the axis of x, without its unit. */
const placeOn = (unit) => (x) => (x === null ? "–" : unit in COUNTED ? count(10 ** x) : short(x, 4));

const nameOf = (unit) => COUNTED[unit] ?? unit;

/** The unit of a distance along x. */
const distanceOn = (unit) => unit.replace(/^log10 /, "decades of ");
