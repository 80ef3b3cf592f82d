// needs nodes
// The reader chooses the nodes one by one; the kernel says which choice was too early, and why.

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, AREA.width, AREA.height);
  const { nodes } = model.get("fixed");
  const edges = svg("g");
  canvas.append(edges);
  const { boxes, put } = makeBoxes(canvas, nodes, 1);

  controls.append(
    button("Take the last choice back", () => wish({ tried: model.get("picture").chosen.slice(0, -1) })),
    button("Start again", () => wish({ tried: [] })));
  boxes.forEach(({ group }, k) => {
    set(group, { class: "bpkit-handle choice", role: "button", tabindex: 0 });
    const choose = () => wish({ tried: [...model.get("picture").chosen, k] });
    group.addEventListener("click", choose);
    group.addEventListener("keydown", (event) => {
      const near = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Enter" || event.key === " ") choose();
      else if (near) boxes[(k + near + boxes.length) % boxes.length].group.focus();
      else return;
      event.preventDefault();
    });
  });

  return start((picture) => {
    drawEdges(edges, nodes, picture.edges);
    picture.nodes.forEach((node, k) => {
      put(k, node);
      set(boxes[k].group, { "aria-label": node.label, "aria-pressed": node.active });
    });
  });
}

export default { render };
