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
  const margin = `the margin of ${short(one.margin * factor)} ${distanceOn(one.unit)}`;
  const interval = `the ${about.level} interval of the onset width, ${ends(one.width_lo, one.width_hi)},`;
  const verdict = verdictAt(one, factor);
  const own = `At the atlas's margin of ${short(one.margin)}: ${one.verdict}.`;
  if (verdict === "abrupt") return `${interval} lies below ${margin}. ${own}`;
  if (verdict === "gradual") return `${interval} lies above ${margin}. ${own}`;
  if (verdict === "no onset in range") return `${one.reason}. ${own}`;
  const hidden = one.width_hi !== null && one.width_hi < one.margin * factor;
  return hidden
    ? `${interval} lies below ${margin}, but no model exceeds chance. ${own}`
    : `${interval} contains ${margin}. ${own}`;
}

/** How many series have each verdict. */
function counted(rows, factor) {
  const counts = Object.fromEntries(VERDICTS.map((word) => [word, 0]));
  for (const one of rows) counts[verdictAt(one, factor)]++;
  return counts;
}
