// A small graph: boxes, edges with a label, one scale.

const BOX = { w: 150, h: 78 };
const AREA = { left: 85, right: 695, top: 55, bottom: 245, width: 780, height: 300 };

const place = ({ x, y }) => ({
  x: AREA.left + x * (AREA.right - AREA.left),
  y: AREA.top + y * (AREA.bottom - AREA.top),
});

// The curve of one edge, from the right side of its start to the left side of its end; `bow` keeps twins apart.
function curve(from, to, bow) {
  const a = place(from);
  const b = place(to);
  const [x1, x2] = [a.x + BOX.w / 2, b.x - BOX.w / 2];
  const lift = 46 * bow;
  const mid = { x: (x1 + x2) / 2, y: (a.y + b.y) / 2 + lift / 2 };
  return { d: `M ${x1} ${a.y} Q ${mid.x} ${(a.y + b.y) / 2 + lift} ${x2} ${b.y}`, mid, x1, x2, y1: a.y, y2: b.y };
}

function arrow(x, y, angle) {
  return svg("path", { class: "stroke", d: "M -9 -5 L 0 0 L -9 5", transform: `translate(${x} ${y}) rotate(${angle})` });
}

// `edges`: from, to (indices of nodes), bow, text, lit. A lit edge points back: the gradient flows to the parent.
function drawEdges(group, nodes, edges) {
  group.replaceChildren(...edges.flatMap((edge) => {
    const { d, mid, x1, x2, y1, y2 } = curve(nodes[edge.from], nodes[edge.to], edge.bow);
    const angle = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
    const line = svg("g", { class: edge.lit ? "gradient" : "muted-edge" }, svg("path", { class: "stroke", d }));
    line.append(edge.lit ? arrow(x1, y1, angle + 180) : arrow(x2, y2, angle));
    if (!edge.text) return [line];
    const width = 7.6 * edge.text.length + 10;
    return [line,
      svg("rect", { x: mid.x - width / 2, y: mid.y - 12, width, height: 23, rx: 4, style: "fill: var(--paper)" }),
      svg("text", { class: `small middle ${edge.lit ? "gradient" : "dim"}`, x: mid.x, y: mid.y + 5, text: edge.text })];
  }));
}

// One box for each node; returns `put(index, {lines, active, wrong})`, each line a text and a class.
function makeBoxes(canvas, nodes, rows) {
  const boxes = nodes.map((node) => {
    const { x, y } = place(node);
    const frame = svg("rect", { class: "halo", x: -BOX.w / 2, y: -BOX.h / 2, width: BOX.w, height: BOX.h, rx: 9 });
    const head = node.formula ? `${node.name} = ${node.formula}` : node.name;
    const texts = Array.from({ length: rows }, (_, k) => svg("text", { class: "middle", y: (rows > 1 ? 3 : 18) + 21 * k }));
    const group = svg("g", { transform: `translate(${x} ${y})` }, frame,
      svg("text", { class: "middle", y: rows > 1 ? -18 : -6, style: "font-weight: 600", text: head }), ...texts);
    canvas.append(group);
    return { group, frame, texts };
  });
  const put = (index, { lines, active, wrong }) => {
    const { frame, texts } = boxes[index];
    const ink = wrong ? "var(--yours)" : active ? "var(--accent)" : "var(--rule)";
    set(frame, { style: `fill: var(--paper); stroke: ${ink}; stroke-width: ${active || wrong ? 3 : 1.5}` });
    texts.forEach((text, k) => set(text, { text: lines[k]?.[0] ?? "", class: `middle ${lines[k]?.[1] ?? ""}` }));
  };
  return { boxes, put };
}
