// One series as a specification of Vega-Lite: fits below, points above, the onset in the colour that no family has.

// The markers of the palette, which have matplotlib's names, as paths in a square from -1 to 1.
const HEXAGON = "M0,-1L0.87,-0.5L0.87,0.5L0,1L-0.87,0.5L-0.87,-0.5Z";
const MARKERS = {
  o: "M-1,0A1,1,0,1,1,1,0A1,1,0,1,1,-1,0Z",
  s: "M-0.9,-0.9H0.9V0.9H-0.9Z",
  D: "M0,-1L1,0L0,1L-1,0Z",
  d: "M0,-1L0.6,0L0,1L-0.6,0Z",
  "^": "M0,-1L1,0.85H-1Z",
  v: "M0,1L1,-0.85H-1Z",
  "<": "M-1,0L0.85,-1V1Z",
  ">": "M1,0L-0.85,-1V1Z",
  2: "M0,-1L0.3,-0.1L1,0.85L0,0.3L-1,0.85L-0.3,-0.1Z",
  P: "M-0.35,-1H0.35V-0.35H1V0.35H0.35V1H-0.35V0.35H-1V-0.35H-0.35Z",
  X: "M-1,-0.5L-0.5,-1L0,-0.5L0.5,-1L1,-0.5L0.5,0L1,0.5L0.5,1L0,0.5L-0.5,1L-1,0.5L-0.5,0Z",
  "*": "M0,-1L0.26,-0.36L0.95,-0.31L0.42,0.14L0.59,0.81L0,0.45L-0.59,0.81L-0.42,0.14L-0.95,-0.31L-0.26,-0.36Z",
  ...{ p: HEXAGON, h: HEXAGON, H: HEXAGON },
};
const MANY = 300; // points, from which on they are small and see-through

/** Functions that labels of axes use: of a logarithm the number, as a power of ten or as a count. */
const expressionFunctions = {
  power: (value) => (Number.isInteger(value) ? powerOfTen(value) : scientific(10 ** value, 1)),
  size: (value) => count(10 ** value),
};
const LABELS = { "log10 FLOPs": "power(datum.value)", "log10 parameters": "size(datum.value)" };

/** The ticks of an axis of x. Those of logarithms are at powers of ten, or if these are few at 1, 2 and 5 times them. */
function ticksOf(unit, [low, high], most) {
  if (!(unit in LABELS)) return { tickCount: most };
  const powers = range(Math.ceil(low), Math.floor(high) + 1);
  const times = (factors) =>
    range(Math.floor(low), Math.ceil(high))
      .flatMap((power) => factors.map((factor) => power + Math.log10(factor)))
      .filter((value) => value >= low && value <= high);
  const step = Math.ceil(powers.length / most);
  const major = powers.length > 2 ? powers.filter((power) => power % step === 0) : times([1, 2, 5]);
  const minor = times(range(1, 10)).filter((value) => !major.includes(value));
  const test = `indexof([${major}], datum.value) >= 0`;
  return {
    values: [...major, ...minor],
    labelExpr: `${test} ? ${LABELS[unit]} : ""`,
    tickSize: { condition: { test, value: 5 }, value: 3 },
  };
}

const range = (first, end) => Array.from({ length: Math.max(end - first, 0) }, (_, place) => first + place);

const config = {
  aria: false, // the figure has one description and a table; a thousand marks of their own help no one
  background: null,
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: {
    labelFlush: 10, // points: on a narrow screen the last number would be cut
    grid: true,
    gridColor: "#ececec",
    domainColor: "#222",
    tickColor: "#222",
    labelFontSize: 12,
    titleFontSize: 13,
    titleFontWeight: "normal",
    labelColor: "#222",
    titleColor: "#222",
  },
};

function axisOfX({ x_kind, unit, against }, domain) {
  const named = unit in LABELS || against.includes(unit) ? { "log10 FLOPs": "FLOPs" }[unit] : unit;
  return {
    field: "x",
    type: "quantitative",
    scale: { domain, reverse: about.kinds[x_kind].lower, nice: false, zero: false, padding: 14 },
    axis: {
      title: capital(named ? `${against} (${named})` : against),
      grid: false,
      ...ticksOf(unit, domain, 6),
    },
  };
}

function axisOfY(metric, domain) {
  const scale = { domain, nice: true, zero: false };
  return {
    type: "quantitative",
    scale,
    axis: { title: metric.title, tickCount: 6, ...(metric.share && { format: ".0%" }) },
  };
}

/** The range of values that a figure shows: points, the best form, chance and the user's own points. */
function rangesOf({ one, points, curve, own }) {
  const shown = [...points, ...own];
  const ys = [...shown.map((point) => point.y), ...(curve ?? []).map((point) => point.y)];
  if (one.chance !== null) ys.push(one.chance);
  const xs = shown.map((point) => point.x);
  return { x: extent(xs), y: extent(ys) };
}

const extent = (values) => [Math.min(...values), Math.max(...values)];
const union = (one, other) => [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
const capital = (text) => text && text[0].toUpperCase() + text.slice(1);

function figureSpec({ one, points, curve, own }, ranges) {
  const x = axisOfX(one, ranges.x);
  const y = { field: "y", ...axisOfY(about.metrics[one.metric], ranges.y) };
  const drawn = (given) => given.map((point) => ({ ...point, ...painted(point.look), ...inWords(point, one) }));
  return {
    width: "container",
    height: 340,
    autosize: { type: "fit", contains: "padding" },
    config,
    layer: [
      ...onsetLayers(one, ranges.x, x),
      ...chanceLayers(one, y),
      ...curveLayers(curve, x, y),
      pointLayer("points", drawn(points), x, y, points.length > MANY),
      pointLayer("own", drawn(own), x, y, false),
      ringLayer(x, y),
    ],
  };
}

/** The onset and its interval, which fades towards an end that is open. */
function onsetLayers(one, [first, last], x) {
  if (one.onset === null) return [];
  const { colour } = about.looks.threshold;
  const within = (value, open) => Math.min(Math.max(value ?? open, first), last);
  const side = (end, open) => {
    const values = [{ x: within(one.onset, 0), x2: within(end, open) }];
    const rightwards = (open === last) !== about.kinds[one.x_kind].lower;
    const stops = [0, 1].map((offset) => ({ offset, color: (offset === 1) === rightwards ? "#ffffff" : colour }));
    const fading = { gradient: "linear", x1: 0, y1: 0, x2: 1, y2: 0, stops };
    return {
      data: { values },
      mark: { type: "rect", color: end === null ? fading : colour, opacity: 0.14 },
      encoding: { x, x2: { field: "x2" } },
    };
  };
  const rule = {
    data: { values: [{ x: one.onset }] },
    mark: { type: "rule", color: colour, strokeWidth: 1.5, clip: true },
    encoding: { x },
  };
  return [side(one.onset_lo, first), side(one.onset_hi, last), rule];
}

function chanceLayers(one, y) {
  if (one.chance === null) return [];
  return [
    {
      data: { values: [{ y: one.chance }] },
      mark: { type: "rule", color: about.looks.chance.colour, strokeDash: [4, 3] },
      encoding: { y },
    },
  ];
}

function curveLayers(curve, x, y) {
  if (!curve) return [];
  const values = curve;
  const colour = about.looks.ink;
  const layers = [
    {
      name: "best form",
      data: { values },
      mark: { type: "line", color: colour, strokeWidth: 1.3, clip: true },
      encoding: { x, y },
    },
  ];
  if (curve[0].lo !== null) {
    layers.unshift({
      name: "band",
      data: { values },
      mark: { type: "area", color: colour, opacity: 0.12, clip: true },
      encoding: { x, y: { ...y, field: "lo" }, y2: { field: "hi" } },
    });
  }
  return layers;
}

function painted({ colour, marker, filled }) {
  return { fill: filled ? colour : "#ffffff", stroke: colour, shape: MARKERS[marker] ?? MARKERS.o };
}

function pointLayer(name, values, x, y, many) {
  const raw = (field) => ({ field, type: "nominal", scale: null });
  return {
    name,
    data: { name, values },
    mark: { type: "point", size: many ? 16 : 55, opacity: many ? 0.55 : 0.9, strokeWidth: 1, cursor: "pointer" },
    encoding: {
      x,
      y,
      fill: raw("fill"),
      stroke: raw("stroke"),
      shape: raw("shape"),
      tooltip: TIPS.map(([field, title]) => ({ field, title })),
    },
  };
}

const TIPS = [
  ["model", "Model"],
  ["seen", "Tokens"],
  ["value", "Value"],
  ["against", "x"],
  ["locator", "From"],
];

/** What is read out of a point. */
function inWords({ x, y, tokens }, one) {
  const value = about.metrics[one.metric].share ? `${short(100 * y)} %` : short(y);
  return { seen: count(tokens), value, against: `${placeOn(one.unit)(x)} ${nameOf(one.unit)}` };
}

/** A ring around the point that is read out. */
function ringLayer(x, y) {
  const mark = { type: "point", size: 180, filled: false, strokeWidth: 2.5, color: about.looks.ink };
  return { name: "chosen", data: { name: "chosen", values: [] }, mark, encoding: { x, y } };
}
