// Two paths from the heater to the room; below them what each does, on one scale.

const WIDTH = 780;
const BOX = { w: 124, h: 50 };
const GRAPH = { left: 90, right: 690, top: 44, bottom: 150 };
const SCALE = { left: 170, right: 750, top: 220, lane: 32 };
const BOTTOM = SCALE.top + 3.7 * SCALE.lane;

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, BOTTOM + 48);
  const { sliders, nodes, edges, lanes, scale, unit } = model.get("fixed");
  const first = model.get("wish");
  const knobs = sliders.map((spec) => slider(spec, first[spec.name], (x) => wish({ [spec.name]: x })));
  for (const knob of knobs) knob.querySelector("input").style.width = "105px"; // two to a row, none wrapped
  controls.append(...knobs);
  set(controls, { style: "display: grid; grid-template-columns: repeat(auto-fit, minmax(370px, 1fr)); white-space: nowrap" });

  const at = (name) => ({
    x: GRAPH.left + nodes[name][0] * (GRAPH.right - GRAPH.left),
    y: GRAPH.top + nodes[name][1] * (GRAPH.bottom - GRAPH.top),
  });
  const labels = edges.map((edge) => {
    const [a, b] = [at(edge.from), at(edge.to)];
    const [x1, x2] = [a.x + BOX.w / 2, b.x - BOX.w / 2 - 3];
    const angle = (Math.atan2(b.y - a.y, x2 - x1) * 180) / Math.PI;
    const above = a.y + b.y < GRAPH.top + GRAPH.bottom;
    const label = svg("text", { class: "small middle value", x: (a.x + b.x) / 2, y: above ? GRAPH.top - 12 : GRAPH.bottom + 22 });
    canvas.append(
      svg("line", { class: "rule", style: "stroke-width: 2", x1, y1: a.y, x2, y2: b.y }),
      svg("path", { class: "stroke muted-edge", d: "M -9 -5 L 0 0 L -9 5", transform: `translate(${x2} ${b.y}) rotate(${angle})` }),
      label);
    return label;
  });
  const moved = Object.fromEntries(Object.keys(nodes).map((name) => {
    const { x, y } = at(name);
    const text = svg("text", { class: "middle value", x, y: y + 17 });
    const frame = { x: x - BOX.w / 2, y: y - BOX.h / 2, width: BOX.w, height: BOX.h, rx: 9 };
    canvas.append(
      svg("rect", { ...frame, style: "fill: var(--paper); stroke: var(--rule); stroke-width: 1.5" }),
      svg("text", { class: "middle", x, y: y - 4, style: "font-weight: 600", text: name }), text);
    return [name, text];
  }));

  const px = (effect) => SCALE.left + ((clamp(effect, ...scale) - scale[0]) / (scale[1] - scale[0])) * (SCALE.right - SCALE.left);
  for (let tick = Math.ceil(scale[0]); tick <= scale[1]; tick += 1) {
    canvas.append(
      svg("line", { class: "rule", x1: px(tick), x2: px(tick), y1: SCALE.top - 8, y2: BOTTOM, "stroke-opacity": tick ? 0.45 : 1 }),
      svg("text", { class: "small middle dim", x: px(tick), y: BOTTOM + 18, text: `${tick}`.replace("-", "−") }));
  }
  canvas.append(svg("text", { class: "small middle dim", x: (SCALE.left + SCALE.right) / 2, y: BOTTOM + 40, text: unit }));
  const rows = lanes.map((name, lane) => {
    const y = SCALE.top + lane * SCALE.lane;
    const bar = svg("rect", { class: `fill ${lane === 2 ? "reference" : "value"}`, y, height: 18, "fill-opacity": 0.75 });
    const text = svg("text", { class: "small", y: y + 14 });
    canvas.append(svg("text", { class: "small end", x: SCALE.left - 12, y: y + 14, text: name }), bar, text);
    return { bar, text };
  });
  const mark = svg("g", { class: "yours" });
  const shaft = svg("path", { class: "stroke", d: "M 0 4 v 22" });
  mark.append(shaft, svg("path", { class: "stroke", d: "M -6 12 l 6 -9 l 6 9" }));
  const word = svg("text", {});
  canvas.append(mark, word);

  return start((picture) => {
    knobs.forEach((knob, k) => knob.put(picture.rates[sliders[k].name]));
    labels.forEach((label, k) => { label.textContent = `${String(picture.rates[edges[k].name]).replace("-", "−")} ${edges[k].unit}`; });
    for (const [name, text] of Object.entries(moved)) text.textContent = picture.moves[name];
    rows.forEach(({ bar, text }, lane) => {
      const [low, high] = [...picture.bars[lane]].sort((a, b) => a - b);
      set(bar, { x: px(low), width: px(high) - px(low) });
      set(text, { x: px(Math.max(high, 0)) + 8, text: picture.texts[lane] });
    });
    const { value, right, text } = picture.yours;
    const x = px(value ?? 0);
    const y = SCALE.top + 2 * SCALE.lane + 21;
    set(mark, { visibility: value === null ? "hidden" : "visible", transform: `translate(${x} ${y})` });
    set(shaft, { "stroke-dasharray": right ? "none" : "3 5" });
    const flip = x > (SCALE.left + SCALE.right) / 2;
    const cross = value === null || right ? "" : "  ✗";
    set(word, { class: `small yours ${flip ? "end" : ""}`, x: flip ? x - 12 : x + 12, y: y + 22, text: text + cross });
  });
}

export default { render };
