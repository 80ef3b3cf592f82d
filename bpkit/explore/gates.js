// An activation function on the left, its x a handle; the gate itself on the right, with what flows through it.

const WIDTH = 780;
const HEIGHT = 350;
const PLOT = { left: 56, right: 520, top: 16, bottom: 300 };
const GATE = { x: 650, top: 132, bottom: 186 };

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, HEIGHT);
  const { sliders, kinds, reach, strongest } = model.get("fixed");
  const first = model.get("wish");
  const choices = Object.entries(kinds).map(([kind, name]) => {
    const made = button(name, () => wish({ kind }));
    return { kind, made };
  });
  const knobs = sliders.map((spec) => slider(spec, first[spec.name], (x) => wish({ [spec.name]: x })));
  controls.append(...choices.map(({ made }) => made), ...knobs);

  let low = -1;
  let high = 1;
  const px = (x) => PLOT.left + ((x + reach) / (2 * reach)) * (PLOT.right - PLOT.left);
  const py = (y) => PLOT.bottom - ((clamp(y, low, high) - low) / (high - low)) * (PLOT.bottom - PLOT.top);
  const path = (xs, ys) => xs.map((x, k) => (ys[k] === null ? "" : `${px(x)},${py(ys[k])}`)).join(" ");

  const axes = svg("g");
  const values = svg("polyline", { class: "stroke value" });
  const through = svg("polyline", { class: "stroke gradient", "stroke-dasharray": "9 5" }); // told apart in grey, too
  const yours = svg("polyline", { class: "stroke yours" });
  const cut = svg("line", { class: "stroke accent dashed", y1: PLOT.top, y2: PLOT.bottom, "stroke-width": 1.5 });
  const square = svg("rect", { class: "fill gradient", width: 12, height: 12 });
  const dot = svg("g", {}, svg("circle", { class: "halo", r: 16 }), svg("circle", { class: "fill value", r: 7 }));
  canvas.append(axes, cut, values, through, yours, square, dot);

  const legend = [
    ["value", "the function"], ["gradient", "gradient let through"], ["yours", ""],
  ].map(([kind, text], k) => {
    const dash = kind === "gradient" ? "9 5" : "none";
    const line = svg("line", { class: `stroke ${kind}`, "stroke-dasharray": dash, x1: PLOT.left + 12, x2: PLOT.left + 34, y1: 28 + 20 * k, y2: 28 + 20 * k });
    const label = svg("text", { class: `small ${kind}`, x: PLOT.left + 42, y: 33 + 20 * k, text });
    canvas.append(line, label);
    return { line, label };
  });

  const name = svg("text", { class: "middle value", x: GATE.x, y: (GATE.top + GATE.bottom) / 2 + 5 });
  const arriving = svg("text", { class: "middle gradient", x: GATE.x, y: 28 });
  const leaving = svg("text", { x: GATE.x, y: 312 });
  const flowIn = arrow("gradient");
  const flowOut = arrow("gradient");
  canvas.append(
    svg("rect", { class: "stroke value", x: GATE.x - 62, y: GATE.top, width: 124, height: GATE.bottom - GATE.top, rx: 6 }),
    name, arriving, leaving, flowIn.group, flowOut.group);

  function arrow(kind) {
    const line = svg("line", { x1: GATE.x, x2: GATE.x });
    const head = svg("path");
    const nothing = svg("text", { class: "small middle dim", x: GATE.x, text: "nothing" });
    const group = svg("g", { class: kind }, line, head, nothing);
    const put = (from, to, amount, wrong) => {
      const flows = amount !== null && Math.abs(amount) > 1e-3;
      const width = 1.5 + 9 * clamp(Math.abs(amount || 0) / strongest, 0, 2);
      const size = 6 + width;
      set(group, { class: wrong ? "yours" : kind });
      set(line, { class: "stroke", y1: from, y2: to - size, style: `stroke-width: ${width}px; stroke-linecap: butt`, "stroke-dasharray": wrong ? "4 5" : "none", visibility: flows ? "visible" : "hidden" });
      set(head, { class: "fill", d: `M ${GATE.x - size} ${to - size} h ${2 * size} L ${GATE.x} ${to} z`, visibility: flows ? "visible" : "hidden" });
      set(nothing, { y: (from + to) / 2 + 4, visibility: flows ? "hidden" : "visible" });
    };
    return { group, put };
  }

  const spec = {
    label: "x", min: -reach, max: reach, step: 0.1,
    at: (x) => ((x - PLOT.left) / (PLOT.right - PLOT.left)) * 2 * reach - reach, text: (x) => `x = ${x}`,
  };
  const put = handle(canvas, dot, spec, first.x, (x) => {
    set(cut, { x1: px(x), x2: px(x) }); // the line moves with the hand; the kernel's numbers follow
    wish({ x });
  });

  return start((picture) => {
    [low, high] = picture.limits;
    choices.forEach(({ kind, made }) => set(made, { "aria-pressed": String(kind === picture.kind) }));
    knobs[0].put(picture.upstream);
    put(picture.x);
    axes.replaceChildren(
      svg("line", { class: "rule", x1: PLOT.left, x2: PLOT.right, y1: py(0), y2: py(0) }),
      svg("line", { class: "rule", x1: px(0), x2: px(0), y1: PLOT.top, y2: PLOT.bottom }),
      svg("text", { class: "small middle dim", x: (PLOT.left + PLOT.right) / 2, y: 344, text: "x" }),
      ...[-4, -2, 0, 2, 4].map((x) => svg("text", { class: "small middle dim", x: px(x), y: 322, text: String(x).replace("-", "−") })),
      ...[-2, -1, 0, 1, 2, 3, 4].filter((y) => y <= high).map((y) => svg("text", { class: "small end dim", x: PLOT.left - 8, y: py(y) + 4, text: String(y).replace("-", "−") })));
    set(values, { points: path(picture.xs, picture.values) });
    set(through, { points: path(picture.xs, picture.through) });
    const own = picture.yours !== null;
    const dash = picture.right ? "none" : "2 7";
    set(yours, { points: own ? path(picture.xs, picture.yours) : "", "stroke-dasharray": dash, style: `stroke-width: ${picture.right ? 1.5 : 4}px` });
    set(legend[2].line, { visibility: own ? "visible" : "hidden", "stroke-dasharray": dash });
    set(legend[2].label, { text: own ? picture.name : "" });
    set(cut, { x1: px(picture.x), x2: px(picture.x) });
    set(dot, { transform: `translate(${px(picture.x)} ${py(picture.point.value)})` });
    set(square, { x: px(picture.x) - 6, y: py(picture.point.through) - 6 });
    const { wrong, amount, text, arriving: above } = picture.flow;
    name.textContent = kinds[picture.kind];
    arriving.textContent = above;
    set(leaving, { class: `middle ${wrong ? "yours" : "gradient"}`, text });
    flowIn.put(40, GATE.top - 4, picture.upstream, false);
    flowOut.put(GATE.bottom + 4, 290, amount, wrong);
  });
}

export default { render };
