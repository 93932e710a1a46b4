// Everything that can be chosen stands in the address after its "#": each state has a link, and the link brings it back.

const DEFAULTS = {
  a: "", // series of the first figure, and of the second
  b: "",
  pointA: "", // the point that is read out, by its place in the order of x
  pointB: "",
  margin: "1", // times the atlas's
  unit: "", // filters of the table and the overview: unit of x, verdict, words
  verdict: "",
  find: "",
  sort: "verdict",
  down: "",
  rows: "50",
};

const state = { ...DEFAULTS };

function readState() {
  Object.assign(state, DEFAULTS);
  for (const [name, value] of new URLSearchParams(location.hash.slice(1))) if (name in DEFAULTS) state[name] = value;
}

function writeState() {
  const kept = Object.entries(state).filter(([name, value]) => value !== DEFAULTS[name]);
  const hash = `#${new URLSearchParams(kept)}`;
  if (hash !== location.hash) history.replaceState(null, "", kept.length ? hash : location.pathname + location.search);
}

/** The margin as a factor; 1 where the address has none that can be read. */
function factor() {
  const given = Number(state.margin);
  return given > 0 && Number.isFinite(given) ? given : 1;
}
