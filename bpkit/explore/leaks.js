// Two clouds of houses, predicted against actual price: on paper, and on the day. The switches are the suspects.

const SIDE = 290;
const TOP = 36;
const LEFTS = [64, 464];
const TICKS = [50, 100, 200, 400];

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, 780, TOP + SIDE + 48);
  const { sliders, low, high } = model.get("fixed");
  const first = model.get("wish");
  const knobs = sliders.map((spec) =>
    slider(spec, spec.choices.indexOf(first[spec.name]), (x) => wish({ [spec.name]: spec.choices[x] })));
  controls.append(...knobs);

  const share = (price) => Math.log(clamp(price, low, high) / low) / Math.log(high / low);
  const views = LEFTS.map((left, k) => {
    const x = (price) => left + share(price) * SIDE;
    const y = (price) => TOP + SIDE - share(price) * SIDE;
    const title = svg("text", { class: "middle", x: left + SIDE / 2, y: TOP - 12 });
    const cloud = svg("path", { class: `stroke ${k ? "accent" : "value"}`, style: "stroke-width: 4.5", "stroke-opacity": 0.9 });
    canvas.append(
      svg("path", { class: "rule", d: `M ${left} ${TOP} V ${TOP + SIDE} H ${left + SIDE}` }), cloud,
      svg("path", { class: "stroke reference", style: "stroke-width: 1.5", d: `M ${x(low)} ${y(low)} L ${x(high)} ${y(high)}` }),
      ...TICKS.flatMap((price) => [
        svg("text", { class: "small middle dim", x: x(price), y: TOP + SIDE + 18, text: price }),
        svg("text", { class: "small end dim", x: left - 6, y: y(price) + 4, text: price })]),
      svg("text", { class: "small middle dim", x: left + SIDE / 2, y: TOP + SIDE + 38, text: "actual price (thousand US dollars)" }),
      svg("text", { class: "small middle dim", transform: `translate(${left - 42} ${TOP + SIDE / 2}) rotate(-90)`, text: "predicted price (thousand US dollars)" }),
      title);
    return { x, y, title, cloud };
  });

  return start((picture) => {
    knobs.forEach((knob, k) => knob.put(sliders[k].choices.indexOf(picture[sliders[k].name])));
    views.forEach(({ x, y, title, cloud }, k) => {
      const said = picture[k ? "day" : "paper"];
      // a line of length 0 with a round end is a dot: one path in place of 585 circles
      set(cloud, { d: said.map((price, house) => `M ${x(picture.actual[house]).toFixed(1)} ${y(price).toFixed(1)} h 0`).join(" ") });
      title.textContent = `${k ? "on the day" : "on paper"}: error ${picture.errors[k]}`;
    });
  });
}

export default { render };
