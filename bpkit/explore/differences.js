// The error of a measured slope against its step, both axes in powers of ten. The step is a handle.

const WIDTH = 780;
const AREA = { left: 74, right: 700, top: 34, bottom: 326 };

function render({ model, el }) {
  const { canvas, wish, start } = stage(model, el, WIDTH, 376);
  const { exponents, curves, limits, words, powers, right, trouble } = model.get("fixed");
  const x = (exponent) => AREA.left + (1 - exponent / limits.smallest) * (AREA.right - AREA.left);
  const share = (error) => (clamp(Math.log10(error), limits.lowest, limits.highest) - limits.lowest) / (limits.highest - limits.lowest);
  const y = (error) => AREA.bottom - share(error) * (AREA.bottom - AREA.top);
  const middle = (AREA.top + AREA.bottom) / 2;

  canvas.append(svg("path", { class: "rule", d: `M ${AREA.left} ${AREA.top} V ${AREA.bottom} H ${AREA.right}` }));
  for (const [k, text] of Object.entries(powers)) {
    canvas.append(svg("text", { class: "small middle dim", x: x(Number(k)), y: AREA.bottom + 19, text }));
    if (Number(k) < limits.lowest) continue;
    canvas.append(
      svg("line", { class: "rule", x1: AREA.left, x2: AREA.right, y1: y(10 ** k), y2: y(10 ** k), "stroke-opacity": 0.5 }),
      svg("text", { class: "small end dim", x: AREA.left - 8, y: y(10 ** k) + 5, text }));
  }
  canvas.append(
    svg("text", { class: "small middle dim", x: (AREA.left + AREA.right) / 2, y: AREA.bottom + 42, text: words.x }),
    svg("text", { class: "small middle dim", transform: `translate(16 ${middle}) rotate(-90)`, text: words.y }));

  const path = (errors) => errors.map((error, k) => `${k ? "L" : "M"} ${x(exponents[k])} ${y(error)}`).join(" ");
  canvas.append(
    svg("path", { class: "stroke", style: "stroke-width: 1.8; stroke-dasharray: 6 5; --ink: var(--muted)", d: path(curves.one_sided) }),
    svg("path", { class: "stroke reference", d: path(curves.central) }),
    svg("text", { class: "small end dim", x: x(-2.7), y: y(6e-2), text: "one-sided: like h" }),
    svg("text", { class: "small reference", x: x(-3), y: y(2e-8), text: "central: like h²" }));
  // rings, not a line: where yours is right they lie on the central difference's, and both stay visible
  curves.yours.forEach((error, k) => {
    if (error !== null) canvas.append(svg("circle", { class: "stroke yours", style: "stroke-width: 1.4", cx: x(exponents[k]), cy: y(error), r: 3.2 }));
  });
  const mine = trouble || `○ your numerical_derivative${right ? "" : "  ✗"}`;
  canvas.append(svg("text", { class: "small yours", x: AREA.left + 12, y: AREA.bottom - 10, text: mine }));

  const dots = ["one_sided", "central", "yours"].map(() => svg("circle", { class: "accent fill", r: 5 }));
  const height = AREA.bottom - AREA.top;
  const grip = svg("g", {},
    svg("rect", { x: -12, y: AREA.top, width: 24, height, style: "fill: transparent" }), // a line alone is hard to hit
    svg("line", { class: "stroke accent", y1: AREA.top, y2: AREA.bottom, style: "stroke-width: 2" }),
    svg("circle", { class: "halo", cy: AREA.top - 10, r: 14 }),
    svg("path", { class: "fill accent", d: `M 0 ${AREA.top} l -8 -14 h 16 z` }));
  canvas.append(grip, ...dots);
  const put = handle(canvas, grip, {
    label: "The step h", min: limits.smallest, max: 0, step: limits.step,
    at: (px) => (1 - (px - AREA.left) / (AREA.right - AREA.left)) * limits.smallest,
    text: (exponent) => `h is ten to the power of ${exponent}`,
  }, model.get("wish").exponent, (exponent) => {
    set(grip, { transform: `translate(${x(exponent)} 0)` }); // the grip moves with the hand; the dots follow
    wish({ exponent });
  });

  return start((picture) => {
    put(picture.exponent);
    set(grip, { transform: `translate(${x(picture.exponent)} 0)` });
    ["one_sided", "central", "yours"].forEach((name, k) => {
      const error = picture[name];
      const hidden = error === null || (name === "yours" && right);
      set(dots[k], { cx: x(picture.exponent), cy: error === null ? 0 : y(error), visibility: hidden ? "hidden" : "visible" });
    });
  });
}

export default { render };
