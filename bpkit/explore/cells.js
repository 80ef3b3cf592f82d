// Eight grids of numbers. Pointing at an entry of a result lights what feeds it, and says what meets what.

const WIDTH = 780;
const LARGEST = 46; // px, the side of a cell
const GAP = 60;
const GRIPS = { N: ["X", "y"], D: ["X", "x"], M: ["W", "x"] }; // which edge of which grid, and the way it is dragged
const ROWS = [["X", "W", "b", "Y"], ["dX", "dW", "db", "upstream"]];
const SIGNS = [["@", "+", "="], ["", "", "←"]];

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, 420);
  const first = model.get("wish");
  const { sliders } = model.get("fixed");
  const knobs = sliders.map((spec) => slider(spec, first[spec.name], (x) => wish({ [spec.name]: x })));
  controls.append(...knobs);

  let side = LARGEST;
  const fit = (text) => Math.min(15, (side - 5) / (0.58 * text.length)); // px: a number stays in its cell
  let built = "";
  let cells = {};
  const layer = svg("g");
  canvas.append(layer);
  const choose = (name, row, column) => {
    const now = model.get("wish");
    if (now.name !== name || now.row !== row || now.column !== column) wish({ name, row, column });
  };

  // one stop of the Tab key for each result; the arrow keys move within it
  function listen(group, name, row, column, rows, columns) {
    set(group, { class: "bpkit-handle choice", role: "button", tabindex: -1 });
    group.addEventListener("pointerenter", () => choose(name, row, column));
    group.addEventListener("focus", () => choose(name, row, column));
    group.addEventListener("keydown", (event) => {
      const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] ?? [];
      if (down === undefined) return;
      event.preventDefault();
      cells[name][clamp(row + down, 0, rows - 1)][clamp(column + right, 0, columns - 1)].group.focus();
    });
  }

  // A letter at the edge of a grid: drag it to make the grid longer or wider. The sliders do the same for the keyboard.
  function grip(spec) {
    const [, axis] = GRIPS[spec.name];
    const client = axis === "x" ? "clientX" : "clientY";
    const box = svg("rect", { class: "halo", x: -9, y: -10, width: 18, height: 20, rx: 5 });
    const letter = svg("text", { class: "small middle", y: 5, text: spec.name });
    const tip = svg("title", { text: `Drag: ${spec.label.replace(":", "")}` });
    const node = svg("g", { class: "bpkit-handle", "aria-hidden": "true", style: `cursor: ${axis === "x" ? "ew" : "ns"}-resize` }, tip, box, letter);
    let from = null; // measured from where the hand took hold: the cells may shrink on the way
    node.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      node.setPointerCapture(event.pointerId);
      from = { at: event[client], size: model.get("wish")[spec.name], step: side * canvas.getScreenCTM().a };
    });
    node.addEventListener("pointermove", (event) => {
      if (!from) return;
      const size = clamp(from.size + Math.round((event[client] - from.at) / from.step), spec.min, spec.max);
      if (size !== model.get("wish")[spec.name]) wish({ [spec.name]: size });
    });
    for (const end of ["pointerup", "pointercancel"]) node.addEventListener(end, () => { from = null; });
    canvas.append(node);
    return node;
  }
  const grips = Object.fromEntries(sliders.map((spec) => [spec.name, grip(spec)]));

  function build(picture) {
    const grid = Object.fromEntries(picture.grids.map((one) => [one.name, one]));
    const size = (name) => [grid[name].cells.length, grid[name].cells[0].length];
    // a gradient stands under its array: the two have the same shape
    const widths = [0, 1, 2, 3].map((k) => Math.max(...ROWS.map((row) => size(row[k])[1])));
    side = Math.min(LARGEST, (WIDTH - 3 * GAP - 20) / widths.reduce((a, b) => a + b));
    layer.replaceChildren();
    cells = {};
    let top = 26;
    ROWS.forEach((row, r) => {
      let left = 8;
      row.forEach((name, k) => {
        const [rows, columns] = size(name);
        const title = svg("text", { class: "small", x: left, y: top - 8 });
        layer.append(title);
        cells[name] = grid[name].cells.map((line, i) => line.map((_, j) => {
          const rect = svg("rect", { class: "halo", x: 1, y: 1, width: side - 2, height: side - 2, rx: 3 });
          const text = svg("text", { class: "small middle", x: side / 2, y: side / 2 + 5 });
          const pair = svg("text", { class: "dim", x: 4, y: 11, style: "font-size: 10px" });
          const group = svg("g", { transform: `translate(${left + j * side} ${top + i * side})` }, rect, text, pair);
          if (grid[name].points) listen(group, name, i, j, rows, columns);
          layer.append(group);
          return { group, rect, text, pair };
        }));
        cells[name].title = title;
        for (const [letter, [where, axis]] of Object.entries(GRIPS)) {
          if (where !== name) continue;
          const [right, below] = [left + columns * side, top + rows * side];
          const spot = axis === "x" ? [right + 13, (top + below) / 2] : [(left + right) / 2, below + 13];
          set(grips[letter], { transform: `translate(${spot.join(" ")})` });
        }
        left += widths[k] * side + GAP;
        if (k < 3) layer.append(svg("text", { class: "middle", x: left - 20, y: top + side / 2 + 5, text: SIGNS[r][k] }));
      });
      top += Math.max(...row.map((name) => size(name)[0])) * side + 46;
    });
    set(canvas, { viewBox: `0 0 ${WIDTH} ${top - 26}` });
  }

  return start((picture) => {
    const form = JSON.stringify(picture.grids.map(({ cells: rows }) => [rows.length, rows[0].length]));
    if (form !== built) build(picture);
    built = form;
    knobs.forEach((knob, k) => knob.put(picture.sizes[k]));
    for (const { name, label, kind, points, cells: rows } of picture.grids) {
      set(cells[name].title, { class: `small ${kind}`, text: label });
      const held = rows.some((row) => row.some((cell) => cell.chosen));
      rows.forEach((row, i) => row.forEach((cell, j) => {
        const { group, rect, text, pair } = cells[name][i][j];
        const ink = cell.chosen ? "var(--accent)" : cell.wrong ? "var(--yours)" : "var(--rule)";
        const fill = cell.lit ? `color-mix(in srgb, var(--${kind}) 40%, transparent)` : "transparent";
        const dash = cell.wrong && !cell.chosen ? "4 3" : "none";
        set(rect, { style: `fill: ${fill}; stroke: ${ink}; stroke-width: ${cell.chosen ? 4 : cell.wrong ? 2.5 : 1}; stroke-dasharray: ${dash}` });
        set(text, { class: `small middle ${cell.wrong ? "yours" : ""}`, text: cell.text, style: `font-size: ${fit(cell.text)}px` });
        set(pair, { text: side > 30 && cell.pair ? cell.pair : "" }); // no room in small cells
        const stop = held ? cell.chosen : i === 0 && j === 0;
        const said = `${name} row ${i} column ${j}: ${cell.text}${cell.wrong ? ", not as expected" : ""}`;
        if (points) set(group, { tabindex: stop ? 0 : -1, "aria-label": said });
      }));
    }
  });
}

export default { render };
