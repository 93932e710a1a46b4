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
  power(value) {
    const raised = (number) => [...String(number)].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign] ?? "⁻").join("");
    const whole = Math.floor(value);
    return value === whole ? `10${raised(whole)}` : `${(10 ** (value - whole)).toPrecision(2)}·10${raised(whole)}`;
  },
  size: (value) => count(10 ** value),
};

const config = {
  aria: false, // the figure has one description and a table; a thousand marks of their own help no one
  background: null,
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: { grid: true, gridColor: "#ececec", domainColor: "#222", tickColor: "#222", labelFontSize: 12, titleFontSize: 13, titleFontWeight: "normal", labelColor: "#222", titleColor: "#222" },
};

function axisOfX(kind, domain) {
  const labels = { "log10 FLOPs": "power(datum.value)", "log10 parameters": "size(datum.value)" }[kind.unit];
  const title = kind.unit.startsWith("log10") ? kind.title.replace(/ ?\(?log10( FLOPs)?\)?/, "") : kind.title;
  const unit = { "log10 FLOPs": "FLOPs", "log10 parameters": "", "log10 perplexity": "log10" }[kind.unit] ?? kind.unit;
  return {
    field: "x",
    type: "quantitative",
    scale: { domain, reverse: kind.lower, nice: false, zero: false, padding: 14 },
    axis: { title: capital(unit && !title.includes(unit) ? `${title} (${unit})` : title), tickCount: 6, grid: false, ...(labels && { labelExpr: labels }) },
  };
}

function axisOfY(metric, domain) {
  const scale = { domain, nice: true, zero: false };
  return { type: "quantitative", scale, axis: { title: metric.title, tickCount: 6, ...(metric.share && { format: ".0%" }) } };
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
  const metric = about.metrics[one.metric];
  const kind = about.kinds[one.x_kind];
  const x = axisOfX(kind, ranges.x);
  const y = { field: "y", ...axisOfY(metric, ranges.y) };
  const within = (value, end) => (value === null ? ranges.x[end] : Math.min(Math.max(value, ranges.x[0]), ranges.x[1]));
  const onset = one.onset === null ? [] : [{ x: one.onset, x2: within(one.onset_hi, 1), from: within(one.onset_lo, 0) }];
  const drawn = (given) => given.map((point) => ({ ...point, ...painted(point.look), ...inWords(point, one) }));
  return {
    width: "container",
    height: 340,
    autosize: { type: "fit", contains: "padding" },
    config,
    layer: [
      ...lineLayers(one, onset, x, y),
      ...curveLayers(curve, x, y),
      pointLayer("points", drawn(points), x, y, points.length > MANY),
      pointLayer("own", drawn(own), x, y, false),
      ringLayer(x, y),
    ],
  };
}

function lineLayers(one, onset, x, y) {
  const { threshold, chance } = about.looks;
  const layers = [];
  if (onset.length) {
    const values = onset;
    layers.push({ name: "onset interval", data: { values }, mark: { type: "rect", color: threshold.colour, opacity: 0.13 }, encoding: { x: { ...x, field: "from" }, x2: { field: "x2" } } });
    layers.push({ name: "onset", data: { values }, mark: { type: "rule", color: threshold.colour, strokeWidth: 1.5 }, encoding: { x } });
  }
  if (one.chance !== null) {
    layers.push({ name: "chance", data: { values: [{ y: one.chance }] }, mark: { type: "rule", color: chance.colour, strokeDash: [4, 3] }, encoding: { y } });
  }
  return layers;
}

function curveLayers(curve, x, y) {
  if (!curve) return [];
  const values = curve;
  const colour = about.looks.ink;
  const layers = [{ name: "best form", data: { values }, mark: { type: "line", color: colour, strokeWidth: 1.3, clip: true }, encoding: { x, y } }];
  if (curve[0].lo !== null) {
    layers.unshift({ name: "band", data: { values }, mark: { type: "area", color: colour, opacity: 0.12, clip: true }, encoding: { x, y: { ...y, field: "lo" }, y2: { field: "hi" } } });
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
    encoding: { x, y, fill: raw("fill"), stroke: raw("stroke"), shape: raw("shape"), tooltip: TIPS.map(([field, title]) => ({ field, title })) },
  };
}

const TIPS = [["model", "Model"], ["seen", "Tokens"], ["value", "Value"], ["against", "x"], ["locator", "From"]];

/** What is read out of a point. */
function inWords({ x, y, tokens }, one) {
  const { unit } = about.kinds[one.x_kind];
  const against = { "log10 FLOPs": `${count(10 ** x)} FLOPs`, "log10 parameters": `${count(10 ** x)} parameters` }[unit] ?? `${short(x, 4)} ${unit}`;
  const value = about.metrics[one.metric].share ? `${short(100 * y)} %` : short(y);
  return { seen: count(tokens ?? null), value, against };
}

/** A ring around the point that is read out. */
function ringLayer(x, y) {
  const mark = { type: "point", size: 180, filled: false, strokeWidth: 2.5, color: about.looks.ink };
  return { name: "chosen", data: { name: "chosen", values: [] }, mark, encoding: { x, y } };
}
