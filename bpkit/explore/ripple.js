// A network of units: the wave goes forward, then back, one layer a step.

const FIELD = { left: 90, right: 690, top: 10, bottom: 390 };
const UNIT = { w: 132, h: 82 };

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, 780, 400);
  const edges = svg("g");
  const units = svg("g");
  canvas.append(edges, units);

  const go = (change) => () => {
    const { step, steps } = model.get("picture");
    const next = change === null ? 0 : clamp(step + change, 0, steps - 1);
    if (next !== step || next !== model.get("wish").step) wish({ step: next });
  };
  const back = button("◀ Back", go(-1));
  const next = button("Next ▶", go(1));
  const count = html("output", {});
  controls.append(html("span", {}, back, " ", next, " ", button("Reset", go(null))), count);
  set(canvas, { tabindex: 0, role: "application", "aria-roledescription": "network; the arrow keys step" });
  canvas.addEventListener("keydown", (event) => {
    const change = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: null }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    go(change)();
  });

  const at = ({ x, y }) => [FIELD.left + x * (FIELD.right - FIELD.left), FIELD.top + y * (FIELD.bottom - FIELD.top)];

  function line(edge, all) {
    const [x1, y1] = at(all[edge.from]);
    const [x2, y2] = at(all[edge.to]);
    const kind = edge.width === 0 ? "muted-edge" : edge.wrong ? "yours dashed" : "gradient";
    const width = 1 + Math.min(edge.width, 4) * 1.6;
    return svg("path", { class: `stroke ${kind}`, d: `M ${x1} ${y1} L ${x2} ${y2}`, style: `stroke-width: ${width}` });
  }

  function box(unit) {
    const [x, y] = at(unit);
    const ink = unit.wrong ? "var(--yours)" : unit.active ? "var(--accent)" : "var(--rule)";
    const fill = unit.closed ? "color-mix(in srgb, currentColor 10%, var(--paper))" : "var(--paper)";
    const frame = svg("rect", { x: -UNIT.w / 2, y: -UNIT.h / 2, width: UNIT.w, height: UNIT.h, rx: 9,
      style: `fill: ${fill}; stroke: ${ink}; stroke-width: ${unit.active || unit.wrong ? 3 : 1.5};` +
        (unit.closed ? " stroke-dasharray: 5 5" : "") });
    const first = 6 - 11 * (unit.lines.length - 1);
    const texts = unit.lines.map(([text, kind], k) => svg("text", { class: `middle ${kind}`, y: first + 22 * k, text }));
    return svg("g", { transform: `translate(${x} ${y})` }, frame, ...texts);
  }

  return start((picture) => {
    edges.replaceChildren(...picture.edges.map((edge) => line(edge, picture.units)));
    units.replaceChildren(...picture.units.map(box));
    count.textContent = `step ${picture.step} of ${picture.steps - 1}`;
    set(back, { "aria-disabled": picture.step === 0 });
    set(next, { "aria-disabled": picture.step === picture.steps - 1 });
  });
}

export default { render };
