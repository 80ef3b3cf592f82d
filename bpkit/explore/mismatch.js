// Three grids of errors. The stronger the colour, the larger the error; pointing at an entry shows both numbers.

const WIDTH = 780;
const HEIGHT = 268;
const SIDE = 62;
const TOP = 66;

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, HEIGHT);
  const { sliders } = model.get("fixed");
  const first = model.get("wish");
  const place = (spec, value) => (spec.choices ? spec.choices.indexOf(value) : value); // where its slider stands
  const knobs = sliders.map((spec) => slider(spec, place(spec, first[spec.name]), (x) => {
    wish({ [spec.name]: spec.choices ? spec.choices[x] : x });
  }));
  controls.append(...knobs);

  const verdict = svg("text", { x: 8, y: 22 });
  const legend = svg("text", { class: "small dim", x: 8, y: HEIGHT - 2 });
  const cells = {};
  canvas.append(verdict, legend);

  const choose = (name, row, column) => {
    const now = model.get("wish");
    if (now.name !== name || now.row !== row || now.column !== column) wish({ name, row, column });
  };

  // one stop of the Tab key for each grid; the arrow keys move within it
  function listen(group, name, row, column, rows, columns) {
    set(group, { class: "bpkit-handle choice", role: "button", tabindex: -1 });
    group.addEventListener("pointerenter", () => choose(name, row, column));
    group.addEventListener("focus", () => choose(name, row, column));
    group.addEventListener("keydown", (event) => {
      const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] ?? [];
      if (down === undefined) return;
      event.preventDefault();
      cells[name].rows[clamp(row + down, 0, rows - 1)][clamp(column + right, 0, columns - 1)].group.focus();
    });
  }

  let left = 8;
  for (const { name, cells: rows } of model.get("picture").grids) {
    const label = svg("text", { class: "small gradient", x: left, y: TOP - 10 });
    canvas.append(label);
    cells[name] = { label, rows: rows.map((line, i) => line.map((_, j) => {
      const fill = svg("rect", { x: 2, y: 2, width: SIDE - 4, height: SIDE - 4, rx: 4, style: "fill: var(--gradient)" });
      const frame = svg("rect", { class: "halo", x: 2, y: 2, width: SIDE - 4, height: SIDE - 4, rx: 4 });
      const text = svg("text", { class: "middle", x: SIDE / 2, y: SIDE / 2 + 5 });
      const cross = svg("text", { class: "small middle", x: SIDE / 2, y: SIDE - 8, text: "✗" });
      const group = svg("g", { transform: `translate(${left + j * SIDE} ${TOP + i * SIDE})` }, fill, frame, text, cross);
      listen(group, name, i, j, rows.length, line.length);
      canvas.append(group);
      return { group, fill, frame, text, cross };
    })) };
    left += rows[0].length * SIDE + 52;
  }

  return start((picture) => {
    knobs.forEach((knob, k) => knob.put(place(sliders[k], picture[sliders[k].name])));
    set(verdict, { class: picture.verdict.right ? "reference" : "yours", text: picture.verdict.text });
    legend.textContent = picture.legend;
    for (const { name, label, cells: rows } of picture.grids) {
      cells[name].label.textContent = label;
      const held = rows.some((row) => row.some((cell) => cell.chosen));
      rows.forEach((row, i) => row.forEach((cell, j) => {
        const { group, fill, frame, text, cross } = cells[name].rows[i][j];
        const ink = cell.doubtful ? "var(--yours)" : cell.large ? "var(--accent)" : cell.chosen ? "currentColor" : "var(--rule)";
        const wide = cell.large || cell.doubtful ? 4 : cell.chosen ? 2.5 : 1;
        const dash = cell.doubtful ? "5 3" : "none";
        set(fill, { "fill-opacity": 0.75 * cell.strength });
        set(frame, { style: `stroke: ${ink}; stroke-width: ${wide}; stroke-dasharray: ${dash}` });
        set(text, { class: "middle", text: cell.text, style: cell.chosen ? "font-weight: 700; text-decoration: underline" : "" });
        set(cross, { visibility: cell.large || cell.doubtful ? "visible" : "hidden" });
        const stop = held ? cell.chosen : i === 0 && j === 0;
        const said = `d${name} row ${i} column ${j}: error ${cell.text}${cell.large ? ", too large" : ""}`;
        set(group, { tabindex: stop ? 0 : -1, "aria-label": said });
      }));
    }
  });
}

export default { render };
