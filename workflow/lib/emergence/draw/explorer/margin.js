// The verdict at another margin than the atlas's.
//
// The tests behind the atlas's verdicts were made for one margin. At another the interval of the onset width decides
// alone: below the margin, above it, or neither; as in the exhibit atlas/margin, without correction for many scores.

const VERDICTS = Object.keys(about.looks.verdicts);

function verdictAt(one, factor) {
  if (factor === 1 || !one.open) return one.verdict;
  const margin = one.margin * factor;
  if (one.width_hi !== null && one.width_hi < margin) return one.n_above_chance === 0 ? "unresolved" : "abrupt";
  if (one.verdict === "no onset in range") return one.verdict;
  return one.width_lo !== null && one.width_lo > margin ? "gradual" : "unresolved";
}

function reasonAt(one, factor) {
  if (factor === 1 || !one.open) return one.reason;
  const margin = `the margin of ${short(one.margin * factor)} ${one.unit}`;
  const interval = `the ${about.level} interval of the onset width, ${ends(one.width_lo, one.width_hi)},`;
  const verdict = verdictAt(one, factor);
  const own = `At the atlas's margin of ${short(one.margin)}: ${one.verdict}.`;
  if (verdict === "abrupt") return `${interval} lies below ${margin}. ${own}`;
  if (verdict === "gradual") return `${interval} lies above ${margin}. ${own}`;
  if (verdict === "no onset in range") return `${one.reason}. ${own}`;
  const hidden = one.width_hi !== null && one.width_hi < one.margin * factor;
  return hidden ? `${interval} lies below ${margin}, but no model exceeds chance. ${own}` : `${interval} contains ${margin}. ${own}`;
}

const counted = (rows, factor) => {
  const counts = Object.fromEntries(VERDICTS.map((word) => [word, 0]));
  for (const one of rows) counts[verdictAt(one, factor)]++;
  return counts;
};

// -- numbers in words --

/** A number to three digits, without an exponent where it is readable without. */
function short(value, digits = 3) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(digits - 1) : String(Number(value.toPrecision(digits)));
}

function ends(low, high, digits = 3) {
  if (low === null && high === null) return "open at both ends";
  if (low === null) return `${short(high, digits)} or less`;
  return high === null ? `${short(low, digits)} or more` : `${short(low, digits)} to ${short(high, digits)}`;
}

/** A count of tokens, parameters or FLOPs: 1.4B, 300B, 6.3e+22. */
function count(value) {
  if (value === null) return "not known";
  const [unit, name] = [[1e12, "T"], [1e9, "B"], [1e6, "M"], [1e3, "k"]].find(([unit]) => value >= unit) || [1, ""];
  return value >= 1e15 ? value.toExponential(2) : `${Number((value / unit).toPrecision(3))}${name}`;
}
