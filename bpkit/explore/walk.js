// needs nodes
// One step at a time through the forward and the backward pass.

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, AREA.width, AREA.height);
  const { nodes, modes } = model.get("fixed");
  const edges = svg("g");
  canvas.append(edges);
  const { put } = makeBoxes(canvas, nodes, 2);

  const go = (change) => () => {
    const { step, steps } = model.get("picture");
    const next = clamp(change === null ? 0 : model.get("wish").step + change, 0, steps - 1);
    if (next !== step || next !== model.get("wish").step) wish({ step: next });
  };
  const back = button("◀ Back", go(-1));
  const next = button("Next ▶", go(1));
  const reset = button("Reset", go(null));
  const count = html("output", {});
  const choices = modes.map(({ name, label }) => {
    const choice = button(label, () => wish({ mode: name }));
    choice.dataset.mode = name;
    return choice;
  });
  const group = html("span", { role: "group", "aria-label": "How gradients are collected" }, ...choices);
  group.style.display = "inline-flex";
  controls.append(html("span", {}, back, " ", next, " ", reset), count, group);

  set(canvas, { tabindex: 0, role: "application", "aria-roledescription": "graph; the arrow keys step" });
  canvas.addEventListener("keydown", (event) => {
    const change = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: null }[event.key];
    if (change === undefined) return;
    event.preventDefault();
    go(change)();
  });

  return start((picture) => {
    drawEdges(edges, nodes, picture.edges);
    picture.nodes.forEach((node, k) => put(k, node));
    count.textContent = `step ${picture.step} of ${picture.steps - 1}`;
    for (const choice of choices) set(choice, { "aria-pressed": choice.dataset.mode === picture.mode });
    // not `disabled`: a disabled button would lose the focus at either end
    set(back, { "aria-disabled": picture.step === 0 });
    set(next, { "aria-disabled": picture.step === picture.steps - 1 });
  });
}

export default { render };
