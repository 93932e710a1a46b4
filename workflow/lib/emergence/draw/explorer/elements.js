// Elements of the page that several of its parts make.

function made(tag, attributes, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

const linkTo = (link, text) => (link ? made("a", { href: link, target: "_blank", rel: "noopener" }, text) : text);

/** A marker of its own small picture, for legends and verdicts. */
function swatch(look) {
  const { fill, stroke, shape } = painted(look);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({
    viewBox: "-1.15 -1.15 2.3 2.3",
    width: 14,
    height: 14,
    "aria-hidden": "true",
  }))
    svg.setAttribute(name, value);
  const path = document.createElementNS(svg.namespaceURI, "path");
  for (const [name, value] of Object.entries({ d: shape, fill, stroke, "stroke-width": 0.2 }))
    path.setAttribute(name, value);
  svg.append(path);
  return svg;
}

const chip = (word) => made("span", { class: "chip" }, swatch(about.looks.verdicts[word]), word);

/** The families of a figure, the most frequent first, each with its middle shade. */
function legendOf(points, own) {
  const families = new Map();
  for (const point of points) families.set(point.family, [...(families.get(point.family) ?? []), point.look]);
  const middle = ([family, looks]) => made("li", {}, swatch(looks[Math.floor(looks.length / 2)]), family);
  const items = [...families].sort((one, other) => other[1].length - one[1].length).map(middle);
  return own.length ? [...items, made("li", {}, swatch(about.looks.own), "your own")] : items;
}

/** Draw a specification; to screen readers the description of its figure stands for the marks. */
async function embed(place, spec, actions, downloadFileName) {
  const options = { actions, downloadFileName, expressionFunctions, renderer: "svg" };
  const { view } = await vegaEmbed(place, spec, options);
  place.querySelector("svg.marks").setAttribute("aria-hidden", "true");
  place.querySelector("summary")?.setAttribute("aria-label", "Save the figure");
  return view;
}
