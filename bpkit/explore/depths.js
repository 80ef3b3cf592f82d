// A heat map to choose a network from, and the gradient norm of each of its layers as a bar.

const MAP = { left: 58, top: 28, cell: 42, high: 29 };
const BARS = { left: 530, right: 762, top: 34, bottom: 318 };

function render({ model, el }) {
  const { canvas, wish, start } = stage(model, el, 780, 376);
  const { cells, depths, spreads } = model.get("fixed");
  const x = (column) => MAP.left + column * MAP.cell;
  const y = (row) => MAP.top + (depths.length - 1 - row) * MAP.high;
  const choose = (row, column) =>
    wish({ row: clamp(row, 0, depths.length - 1), column: clamp(column, 0, spreads.length - 1) });

  const map = svg("g", { class: "choice", tabindex: 0, role: "application",
    "aria-label": "Map of depth against initialisation; the arrow keys choose a network" });
  cells.forEach((line, row) => line.forEach((cell, column) => {
    map.append(svg("g", { onclick: () => choose(row, column) },
      svg("rect", { x: x(column), y: y(row), width: MAP.cell, height: MAP.high, style: `fill: ${cell.colour}; fill-opacity: ${cell.opacity}; stroke: var(--paper)` }),
      svg("text", { class: "small middle", x: x(column) + MAP.cell / 2, y: y(row) + 19, text: cell.text })));
  }));
  const chosen = svg("rect", { width: MAP.cell, height: MAP.high, style: "fill: none; stroke: var(--accent); stroke-width: 4" });
  map.append(chosen);
  map.addEventListener("keydown", (event) => {
    const moves = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!moves) return;
    event.preventDefault();
    const { row, column } = model.get("wish");
    choose(row + moves[0], column + moves[1]);
  });
  canvas.append(map);
  const below = MAP.top + depths.length * MAP.high;
  depths.forEach((depth, row) => canvas.append(svg("text", { class: "small end dim", x: MAP.left - 7, y: y(row) + 19, text: depth })));
  spreads.forEach((spread, column) => canvas.append(
    svg("text", { class: "small middle dim", x: x(column) + MAP.cell / 2, y: below + 18, text: spread })));
  canvas.append(
    svg("text", { class: "small middle dim", x: x(spreads.length / 2), y: MAP.top - 11, text: "norm of the first layer's gradient, power of ten" }),
    svg("text", { class: "small middle dim", x: x(spreads.length / 2), y: below + 40, text: "standard deviation of the weights (in units of He's)" }),
    svg("text", { class: "small middle dim", transform: `translate(16 ${(MAP.top + below) / 2}) rotate(-90)`, text: "depth (layers)" }),
    svg("path", { class: "rule", d: `M ${BARS.left} ${BARS.top} V ${BARS.bottom} H ${BARS.right}` }),
    svg("text", { class: "small middle dim", x: (BARS.left + BARS.right) / 2, y: BARS.bottom + 40, text: "layer, first to last" }),
    svg("text", { class: "small middle dim", transform: `translate(${BARS.left - 48} ${(BARS.top + BARS.bottom) / 2}) rotate(-90)`, text: "norm of the gradient (unitless)" }));
  const bars = svg("g");
  canvas.append(bars);

  return start((picture) => {
    set(chosen, { x: x(picture.column), y: y(picture.row) });
    const logs = picture.norms.map((norm) => (norm === null ? null : Math.log10(norm)));
    const known = logs.filter((log) => log !== null);
    const low = Math.floor(Math.min(...known, 0) - 0.01);
    const high = Math.ceil(Math.max(...known, low + 1));
    const at = (log) => BARS.bottom - ((clamp(log, low, high) - low) / (high - low)) * (BARS.bottom - BARS.top);
    const step = (BARS.right - BARS.left) / picture.norms.length;
    const ticks = [low, high].map((log) =>
      svg("text", { class: "small end dim", x: BARS.left - 6, y: at(log) + 5, text: `10${String(log).replace(/[-\d]/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d] ?? "⁻")}` }));
    bars.replaceChildren(...ticks, ...logs.flatMap((log, k) => {
      const top = log === null ? BARS.bottom - 1 : at(log);
      const left = BARS.left + (k + 0.15) * step;
      const kind = picture.wrong[k] ? "yours" : "gradient";
      const bar = svg("rect", { class: `fill ${kind}`, x: left, y: top, width: 0.7 * step, height: Math.max(BARS.bottom - top, 1) });
      return picture.wrong[k] ? [bar, svg("text", { class: "small middle yours", x: left + 0.35 * step, y: top - 4, text: "✗" })] : [bar];
    }));
  });
}

export default { render };
