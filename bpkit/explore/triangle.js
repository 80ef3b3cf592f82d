// Three probabilities as a point in a triangle, and the loss of the label on the curve of -ln p.

const WIDTH = 780;
const SIDE = 300;
const LEFT = 84;
const FLOOR = 318;
const CHART = { left: 500, right: 752, top: 40, bottom: 300 };

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, 372);
  const { sliders, classes, corners, curve, worst } = model.get("fixed");
  const first = model.get("wish");
  const knobs = sliders.map((spec) => slider(spec, first[spec.name], (x) => wish({ [spec.name]: x })));
  const choices = classes.map((name, k) => button(name, () => wish({ label: k })));
  const group = html("span", { role: "group", "aria-label": "Which class it is" }, html("span", { text: "It is a:" }), ...choices);
  group.style.cssText = "display: inline-flex; gap: 6px; align-items: center";
  controls.append(...knobs, group);

  const at = ([x, y]) => [LEFT + x * SIDE, FLOOR - y * SIDE];
  const near = ([x, y]) => at([clamp(x, -0.25, 1.25), clamp(y, -0.12, 1.05)]); // a wrong point may lie far outside
  const ends = corners.map(at);
  canvas.append(svg("polygon", { class: "rule", style: "stroke-width: 1.5", points: ends.map((end) => end.join(",")).join(" ") }));
  const spokes = ends.map(([x, y]) => svg("line", { class: "stroke value", style: "stroke-width: 1; stroke-opacity: 0.8", x2: x, y2: y }));
  const marks = ends.map(([x, y]) => svg("rect", { class: "fill reference", x: x - 6, y: y - 6, width: 12, height: 12 }));
  const texts = ends.map(([x, y], k) => {
    const side = k === 2 ? { x: x + 22, y: y + 2 } : { x, y: y + 24, class: "middle" };
    const number = svg("text", k === 2 ? { x: x + 22, y: y + 22 } : { x, y: y + 44, class: "middle" });
    canvas.append(svg("text", { ...side, text: classes[k] }), number);
    return number;
  });
  const dot = svg("circle", { class: "fill value", r: 7 });
  const ring = svg("circle", { class: "stroke yours", r: 12 });
  const word = svg("text", { class: "small yours", text: "your softmax  ✗" });
  canvas.append(...spokes, ...marks, dot, ring, word);

  const x = (p) => CHART.left + p * (CHART.right - CHART.left);
  const y = (loss) => CHART.bottom - (loss / worst) * (CHART.bottom - CHART.top);
  canvas.append(
    svg("path", { class: "rule", d: `M ${CHART.left} ${CHART.top} V ${CHART.bottom} H ${CHART.right}` }),
    svg("path", { class: "stroke value", d: curve.map(([p, loss], k) => `${k ? "L" : "M"} ${x(p)} ${y(loss)}`).join(" ") }),
    svg("text", { class: "small middle dim", x: (CHART.left + CHART.right) / 2, y: CHART.bottom + 40, text: "probability of the label" }),
    svg("text", { class: "small middle dim", transform: `translate(${CHART.left - 30} ${(CHART.top + CHART.bottom) / 2}) rotate(-90)`, text: "loss −ln p (nats)" }));
  for (const p of [0, 0.25, 0.5, 0.75, 1]) canvas.append(svg("text", { class: "small middle dim", x: x(p), y: CHART.bottom + 19, text: p }));
  for (let loss = 0; loss <= worst; loss++) canvas.append(svg("text", { class: "small end dim", x: CHART.left - 8, y: y(loss) + 5, text: loss }));
  const drop = svg("line", { class: "stroke accent", style: "stroke-width: 1.5; stroke-dasharray: 3 5", y2: CHART.bottom });
  const cost = svg("circle", { class: "fill accent", r: 7 });
  const said = svg("text", { class: "small" });
  canvas.append(drop, cost, said);

  return start((picture) => {
    knobs.forEach((knob, k) => knob.put(model.get("wish")[sliders[k].name]));
    choices.forEach((choice, k) => set(choice, { "aria-pressed": k === picture.label }));
    marks.forEach((mark, k) => set(mark, { visibility: k === picture.label ? "visible" : "hidden" }));
    texts.forEach((text, k) => set(text, { text: picture.texts[k] }));
    const [px, py] = at(picture.point);
    set(dot, { cx: px, cy: py });
    for (const spoke of spokes) set(spoke, { x1: px, y1: py });
    const own = picture.own && near(picture.own);
    set(ring, { cx: own ? own[0] : 0, cy: own ? own[1] : 0, visibility: own ? "visible" : "hidden", "stroke-dasharray": picture.right ? "none" : "3 4" });
    set(word, { x: own ? own[0] + 18 : 0, y: own ? own[1] + 5 : 0, visibility: own && !picture.right ? "visible" : "hidden" });
    const { p, height } = picture.loss;
    set(drop, { x1: x(p), x2: x(p), y1: y(height) });
    set(cost, { cx: x(p), cy: y(height) });
    set(said, { x: Math.min(x(p) + 12, CHART.right - 92), y: y(height) - 16, text: picture.loss_text }); // right of the curve
  });
}

export default { render };
