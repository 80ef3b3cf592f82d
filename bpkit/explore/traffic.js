// Two sets of bars: how fast each way of multiplying is here and now, and how many lines of memory it fetches.

const LEFT = { x: 14, width: 330, top: 40 };
const RIGHT = { x: 430, width: 280, top: 40 };
const STEP = 50;

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, 780, 372);
  const { sliders } = model.get("fixed");
  const [spec] = sliders;
  const knob = slider(spec, spec.choices.indexOf(model.get("wish").size), (x) => wish({ size: spec.choices[x] }));
  controls.append(knob, button("Measure again", () => wish({})));
  canvas.append(
    svg("text", { class: "dim", x: LEFT.x, y: 18, text: "Measured here, on one core: GFLOP/s" }),
    svg("text", { class: "dim", x: RIGHT.x, y: 18, text: "Counted: lines of memory fetched" }));
  const grid = svg("g");
  const bars = svg("g");
  canvas.append(grid, bars);

  // speeds from a thousandth to a thousand GFLOP/s, so that a Python loop is seen beside NumPy
  const speedShare = (value) => (Math.log10(clamp(value, 0.001, 1000)) + 3) / 6;
  for (let power = -3; power <= 3; power += 1) {
    const x = LEFT.x + ((power + 3) / 6) * LEFT.width;
    grid.append(
      svg("line", { class: "rule dashed", x1: x, x2: x, y1: 28, y2: 344 }),
      svg("text", { class: "small middle dim", x: clamp(x, LEFT.x + 14, 770), y: 362, text: String(Number((10 ** power).toPrecision(1))) }));
  }

  const draw = (area, rows, share) => rows.flatMap((row, k) => {
    const y = area.top + k * STEP;
    const wide = row.value === null ? 0 : Math.max(share(row.value) * area.width, 2);
    const wrong = row.name.includes("✗");
    return [
      svg("text", { class: `small over-lines ${row.kind === "yours" ? "yours" : ""}`, x: area.x, y: y + 12, text: row.name }),
      svg("rect", { class: `${wrong ? "stroke" : "fill"} ${row.kind}`, x: area.x, y: y + 18, width: wide, height: 17,
        "stroke-dasharray": wrong ? "5 4" : null }),
      svg("text", { class: "small over-lines", x: area.x + wide + 6, y: y + 32, text: row.text }),
    ];
  });

  return start((picture) => {
    knob.put(spec.choices.indexOf(model.get("wish").size));
    const most = Math.max(...picture.counted.map((row) => row.value || 0));
    bars.replaceChildren(
      ...draw(LEFT, picture.measured, speedShare),
      ...draw(RIGHT, picture.counted, (value) => value / most));
  });
}

export default { render };
