// A ball that goes down a curve step by step, and beside it the loss against the step. The start is a handle.

const WIDTH = 780;
const HILL = { left: 56, right: 488, top: 20, bottom: 300 };
const CHART = { left: 566, right: 770, top: 20, bottom: 300 };

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, 352);
  const { sliders, left, right, top, most } = model.get("fixed");
  const first = model.get("wish");
  const place = ({ name, choices }, values) => (choices ? choices.indexOf(values[name]) : values[name]);
  const knobs = sliders.map((spec) =>
    slider(spec, place(spec, first), (x) => wish({ [spec.name]: spec.choices ? spec.choices[x] : x })));
  controls.append(...knobs);

  const x = (w) => HILL.left + ((w - left) / (right - left)) * (HILL.right - HILL.left);
  const y = (loss) => HILL.bottom - (clamp(loss, 0, top) / top) * (HILL.bottom - HILL.top);
  const step = (k) => CHART.left + (k / most) * (CHART.right - CHART.left);
  const middle = (area) => (area.left + area.right) / 2;
  for (const [area, text] of [[HILL, "w"], [CHART, "step"]]) {
    canvas.append(
      svg("path", { class: "rule", d: `M ${area.left} ${area.top} V ${area.bottom} H ${area.right}` }),
      svg("text", { class: "small middle dim", x: middle(area), y: area.bottom + 42, text }),
      svg("text", { class: "small middle dim", transform: `translate(${area.left - 34} ${(area.top + area.bottom) / 2}) rotate(-90)`, text: "loss" }));
  }
  for (let w = Math.ceil(left); w <= right; w += right - left > 8 ? 2 : 1)
    canvas.append(svg("text", { class: "small middle dim", x: x(w), y: HILL.bottom + 20, text: String(w).replace("-", "−") }));
  for (let k = 0; k <= most; k += 10)
    canvas.append(svg("text", { class: "small middle dim", x: step(k), y: CHART.bottom + 20, text: k }));
  for (const share of [0, 0.25, 0.5, 0.75, 1])
    for (const area of [HILL, CHART])
      canvas.append(svg("text", { class: "small end dim", x: area.left - 6, y: y(share * top) + 5, text: Number((share * top).toPrecision(2)) }));

  const curve = svg("path", { class: "stroke value" });
  const road = svg("path", { class: "stroke gradient", style: "stroke-width: 1.2" });
  const dots = svg("g");
  const rings = svg("g");
  const history = svg("path", { class: "stroke value", style: "stroke-width: 2" });
  const marks = svg("g");
  const word = svg("text", { class: "small middle yours", x: middle(HILL), y: HILL.top - 4 });
  const ball = svg("g", {}, svg("circle", { class: "halo", r: 16 }), svg("circle", { class: "fill accent", r: 8 }));
  canvas.append(curve, road, dots, rings, history, marks, word, ball);

  let heights = [];
  const near = (w) => heights.reduce((best, point) => (Math.abs(point[0] - w) < Math.abs(best[0] - w) ? point : best), [w, top]);
  const put = handle(canvas, ball, {
    label: "Where the descent starts", min: left, max: right, step: 0.1,
    at: (px) => left + ((px - HILL.left) / (HILL.right - HILL.left)) * (right - left), text: (w) => `w is ${w}`,
  }, first.start, (w) => {
    set(ball, { transform: `translate(${x(w)} ${y(near(w)[1])})` }); // the ball moves with the hand; the road follows
    wish({ start: w });
  });

  // where steps are short their rings would melt into one blob: each is 7 px from the one before, and the last is drawn
  const apart = (points) => {
    const kept = [];
    points.forEach(([px, py], k) => {
      const [qx, qy] = kept[kept.length - 1] || [Infinity, Infinity];
      if (Math.hypot(px - qx, py - qy) >= 7) kept.push([px, py]);
      else if (k === points.length - 1) kept[kept.length - 1] = [px, py];
    });
    return kept;
  };
  const line = (points) => points.map(([px, py], k) => `${k ? "L" : "M"} ${px} ${py}`).join(" ");
  return start((picture) => {
    const now = model.get("wish");
    heights = picture.curve;
    knobs.forEach((knob, k) => knob.put(place(sliders[k], now)));
    put(now.start);
    set(curve, { d: line(picture.curve.map(([w, loss]) => [x(w), y(loss)])) });
    const steps = picture.steps.map(([w, loss]) => [x(w), y(loss)]);
    set(road, { d: line(steps) });
    dots.replaceChildren(...steps.map(([cx, cy]) => svg("circle", { class: "fill gradient", cx, cy, r: 4 })));
    rings.replaceChildren(...apart(picture.own.map(([w, loss]) => [x(w), y(loss)])).map(([cx, cy]) => svg("circle", {
      class: "stroke yours", style: "stroke-width: 1.5", "stroke-dasharray": picture.right ? "none" : "2 3", cx, cy, r: 8 })));
    set(ball, { transform: `translate(${steps[0].join(" ")})` });
    const told = picture.losses.map((loss, k) => [step(Math.min(k, most)), y(loss)]);
    set(history, { d: line(told) });
    marks.replaceChildren(...told.map(([cx, cy]) => svg("circle", { class: "fill value", cx, cy, r: 2.5 })));
    set(word, { text: picture.own.length ? `○ your minimise${picture.right ? "" : "  ✗"}` : "" });
  });
}

export default { render };
