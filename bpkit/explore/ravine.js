// A ravine from above with four paths in it, and beside it the loss of each against the step, on a logarithmic axis.

const WIDTH = 780;
const MAP = { left: 48, right: 408, top: 18, bottom: 330 };
const CHART = { left: 494, right: 768, top: 104, bottom: 330, low: -4, high: 3 };
const LOOKS = [["muted-edge", "none"], ["value", "none"], ["accent", "7 5"], ["reference", "9 4 2 4"]];
const MARKS = ["M -5 0 A 5 5 0 1 1 5 0 A 5 5 0 1 1 -5 0 Z", "M -5 -5 H 5 V 5 H -5 Z", "M 0 -6 L 6 5 H -6 Z", "M 0 -7 L 7 0 L 0 7 L -7 0 Z"];
const CROSS = "M -6 -6 L 6 6 M 6 -6 L -6 6";

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, 376);
  const { sliders, map, levels, most } = model.get("fixed");
  const first = model.get("wish");
  const place = ({ name, choices }, values) => (choices ? choices.indexOf(values[name]) : values[name]);
  const knobs = sliders.map((spec) =>
    slider(spec, place(spec, first), (x) => wish({ [spec.name]: spec.choices ? spec.choices[x] : x })));
  controls.append(...knobs);

  const unit = (MAP.right - MAP.left) / (map.right - map.left); // the same along both axes
  const x = (w) => MAP.left + (w - map.left) * unit;
  const y = (w) => MAP.bottom - (w - map.low) * unit;
  const step = (k) => CHART.left + (k / most) * (CHART.right - CHART.left);
  const depth = (loss) => {
    const power = loss === null ? CHART.high : clamp(Math.log10(Math.max(loss, 1e-12)), CHART.low, CHART.high);
    return CHART.bottom - ((power - CHART.low) / (CHART.high - CHART.low)) * (CHART.bottom - CHART.top);
  };
  const dim = (attributes, text) => canvas.append(svg("text", { class: "small middle dim", ...attributes, text }));

  const edge = svg("clipPath", { id: `bpkit-ravine-${Math.random().toString(36).slice(2)}` },
    svg("rect", { x: MAP.left, y: y(map.high), width: MAP.right - MAP.left, height: MAP.bottom - y(map.high) }));
  const rings = levels.map(([rx, ry]) => svg("ellipse", { class: "rule", rx: rx * unit, ry: ry * unit }));
  const hills = svg("g", {}, ...rings);
  canvas.append(edge, svg("g", { "clip-path": `url(#${edge.id})` }, hills),
    svg("path", { class: "rule", d: `M ${MAP.left} ${y(map.high)} V ${MAP.bottom} H ${MAP.right}` }),
    svg("path", { class: "rule", style: "stroke-width: 2", d: `M ${x(0) - 7} ${y(0)} h 14 M ${x(0)} ${y(0) - 7} v 14` }),
    svg("path", { class: "rule", d: `M ${CHART.left} ${CHART.top} V ${CHART.bottom} H ${CHART.right}` }));
  for (let w = Math.ceil(map.left); w <= map.right; w += 2) dim({ x: x(w), y: MAP.bottom + 18 }, String(w).replace("-", "−"));
  for (let w = Math.ceil(map.low / 2) * 2; w <= map.high; w += 2) dim({ x: MAP.left - 14, y: y(w) + 5 }, String(w).replace("-", "−"));
  for (let k = 0; k <= most; k += 20) dim({ x: step(k), y: CHART.bottom + 18 }, k);
  for (let power = CHART.low; power <= CHART.high; power++) {
    const text = power < 0 ? (10 ** power).toFixed(-power) : 10 ** power;
    canvas.append(svg("text", { class: "small end dim", x: CHART.left - 6, y: depth(10 ** power) + 5, text }));
  }
  dim({ x: (MAP.left + MAP.right) / 2, y: MAP.bottom + 38 }, "w₁");
  dim({ transform: `translate(12 ${(MAP.top + MAP.bottom) / 2}) rotate(-90)` }, "w₂");
  dim({ x: (CHART.left + CHART.right) / 2, y: CHART.bottom + 38 }, "step");
  dim({ transform: `translate(${CHART.left - 54} ${(CHART.top + CHART.bottom) / 2}) rotate(-90)` }, "loss");

  const group = (k) => {
    const [ink, dashes] = LOOKS[k];
    const line = () => svg("path", { class: `stroke ${ink}`, style: "stroke-width: 1.8", "stroke-dasharray": dashes });
    const own = () => svg("path", { class: "stroke yours", style: "stroke-width: 2.2", "stroke-dasharray": "1 5" });
    const parts = { path: line(), curve: line(), ownPath: own(), ownCurve: own() };
    parts.mark = svg("path", { class: `fill ${ink}`, d: MARKS[k] });
    parts.ring = svg("circle", { class: "stroke yours", style: "stroke-width: 1.6", r: 11 });
    parts.cross = svg("path", { class: "stroke yours", d: CROSS });
    parts.name = svg("text", { class: "small", x: CHART.left + 20, y: 26 + 20 * k });
    canvas.append(...Object.values(parts), svg("path", { class: `fill ${ink}`, d: MARKS[k], transform: `translate(${CHART.left + 4} ${21 + 20 * k})` }));
    return parts;
  };
  const groups = LOOKS.map((_, k) => group(k));
  const line = (points) => points.map(([px, py], k) => `${k ? "L" : "M"} ${px} ${py}`).join(" ");
  const when = (yes) => (yes ? "visible" : "hidden");

  return start((picture) => {
    const now = model.get("wish");
    knobs.forEach((knob, k) => knob.put(place(sliders[k], now)));
    set(hills, { transform: `translate(${x(0)} ${y(0)}) rotate(${-picture.turn})` });
    picture.racers.forEach((racer, k) => {
      const parts = groups[k];
      const points = racer.places.map(([w, v]) => [x(w), y(v)]);
      const [px, py] = points[points.length - 1];
      const wrong = racer.own.length > 0 && !racer.right;
      const others = racer.own.map(([w, v]) => [x(w), y(v)]);
      const end = wrong ? others[others.length - 1] : [0, 0];
      set(parts.path, { d: line(points) });
      set(parts.curve, { d: line(racer.losses.map((loss, i) => [step(i), depth(loss)])) });
      set(parts.mark, { transform: `translate(${px} ${py})` });
      set(parts.ring, { cx: px, cy: py, visibility: when(racer.right) });
      set(parts.ownPath, { d: wrong ? line(others) : "" });
      set(parts.ownCurve, { d: wrong ? line(racer.own_losses.map((loss, i) => [step(i), depth(loss)])) : "" });
      set(parts.cross, { transform: `translate(${end.join(" ")})`, visibility: when(wrong) });
      set(parts.name, { text: racer.label + (racer.right ? "  ○ yours" : wrong ? "  ✗ yours" : "") });
    });
  });
}

export default { render };
