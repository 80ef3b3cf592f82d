// Eight grids of numbers. Pointing at an entry of a result lights what feeds it.

const WIDTH = 780;
const ROWS = [["X", "W", "b", "Y"], ["dX", "dW", "db", "upstream"]];
const SIGNS = [["@", "+", "="], ["", "", "←"]];

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, WIDTH, 420);
  const first = model.get("wish");
  const { sliders } = model.get("fixed");
  const knobs = sliders.map((spec) => slider(spec, first[spec.name], (x) => wish({ [spec.name]: x })));
  controls.append(...knobs);

  let side = 38;
  const fit = (text) => Math.min(13.5, (side - 5) / (0.58 * text.length)); // px: a number stays in its cell
  let built = "";
  let cells = {};
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

  function build(picture) {
    const grid = Object.fromEntries(picture.grids.map((one) => [one.name, one]));
    const size = (name) => [grid[name].cells.length, grid[name].cells[0].length];
    // a gradient stands under its array: the two have the same shape
    const widths = [0, 1, 2, 3].map((k) => Math.max(...ROWS.map((row) => size(row[k])[1])));
    const gap = 46;
    side = Math.min(38, (WIDTH - 3 * gap - 20) / widths.reduce((a, b) => a + b));
    canvas.replaceChildren();
    cells = {};
    let top = 26;
    ROWS.forEach((row, r) => {
      let left = 8;
      row.forEach((name, k) => {
        const [rows, columns] = size(name);
        const title = svg("text", { class: "small", x: left, y: top - 8 });
        canvas.append(title);
        cells[name] = grid[name].cells.map((line, i) => line.map((_, j) => {
          const rect = svg("rect", { class: "halo", x: 1, y: 1, width: side - 2, height: side - 2, rx: 3 });
          const text = svg("text", { class: "small middle", x: side / 2, y: side / 2 + 5 });
          const group = svg("g", { transform: `translate(${left + j * side} ${top + i * side})` }, rect, text);
          if (grid[name].points) listen(group, name, i, j, rows, columns);
          canvas.append(group);
          return { group, rect, text };
        }));
        cells[name].title = title;
        left += widths[k] * side + gap;
        if (k < 3) canvas.append(svg("text", { class: "middle", x: left - gap / 2, y: top + side / 2 + 5, text: SIGNS[r][k] }));
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
        const { group, rect, text } = cells[name][i][j];
        const ink = cell.chosen ? "var(--accent)" : cell.wrong ? "var(--yours)" : "var(--rule)";
        const fill = cell.lit ? `color-mix(in srgb, var(--${kind}) 40%, transparent)` : "transparent";
        const dash = cell.wrong && !cell.chosen ? "4 3" : "none";
        set(rect, { style: `fill: ${fill}; stroke: ${ink}; stroke-width: ${cell.chosen ? 4 : cell.wrong ? 2.5 : 1}; stroke-dasharray: ${dash}` });
        set(text, { class: `small middle ${cell.wrong ? "yours" : ""}`, text: cell.text, style: `font-size: ${fit(cell.text)}px` });
        const stop = held ? cell.chosen : i === 0 && j === 0;
        const said = `${name} row ${i} column ${j}: ${cell.text}${cell.wrong ? ", not as expected" : ""}`;
        if (points) set(group, { tabindex: stop ? 0 : -1, "aria-label": said });
      }));
    }
  });
}

export default { render };
