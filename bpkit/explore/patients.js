// A loss curve on a logarithmic axis, and a row of diagnoses to choose from.

const CHART = { left: 70, right: 740, top: 24, bottom: 270 };

function render({ model, el }) {
  const { controls, canvas, wish, start } = stage(model, el, 780, 320);
  const { illnesses, low, high } = model.get("fixed");
  const go = (change) => () => {
    const { patient, patients } = model.get("picture");
    wish({ patient: (patient + change + patients) % patients, guess: "" });
  };
  const number = html("output", {});
  controls.append(html("span", {}, button("◀ Patient", go(-1)), " ", button("Next patient ▶", go(1))), number);
  const choices = illnesses.map((illness) => button(illness, () => wish({ guess: illness })));
  const ward = html("div", { class: "bpkit-controls", role: "group", "aria-label": "Diagnosis" }, ...choices);
  canvas.after(ward);

  const y = (loss) => {
    const share = (Math.log(clamp(loss ?? high, low, high)) - Math.log(low)) / (Math.log(high) - Math.log(low));
    return CHART.bottom - share * (CHART.bottom - CHART.top);
  };
  canvas.append(svg("path", { class: "rule", d: `M ${CHART.left} ${CHART.top} V ${CHART.bottom} H ${CHART.right}` }));
  for (const level of [0.1, 1]) {
    canvas.append(
      svg("line", { class: "rule dashed", x1: CHART.left, x2: CHART.right, y1: y(level), y2: y(level) }),
      svg("text", { class: "small end dim", x: CHART.left - 8, y: y(level) + 4, text: level }));
  }
  const end = svg("text", { class: "small end dim", x: CHART.right, y: CHART.bottom + 18 });
  const middle = (CHART.top + CHART.bottom) / 2;
  canvas.append(
    svg("text", { class: "small middle dim", x: (CHART.left + CHART.right) / 2, y: CHART.bottom + 38, text: "epoch" }),
    svg("text", { class: "small middle dim", transform: `translate(${CHART.left - 44} ${middle}) rotate(-90)`, text: "loss (unitless)" }),
    svg("text", { class: "small dim", x: CHART.left, y: CHART.bottom + 18, text: 1 }), end,
    svg("text", { class: "small value end", x: CHART.right, y: CHART.top - 8, text: "—— train" }),
    svg("text", { class: "small accent end", x: CHART.right - 76, y: CHART.top - 8, text: "– – validation" }));
  const train = svg("path", { class: "stroke value" });
  const validation = svg("path", { class: "stroke accent dashed" });
  canvas.append(train, validation);

  return start((picture) => {
    const last = Math.max(picture.train.length - 1, 1);
    const x = (k) => CHART.left + (k / last) * (CHART.right - CHART.left);
    const path = (losses) => losses.map((loss, k) => `${k ? "L" : "M"} ${x(k)} ${y(loss)}`).join(" ");
    set(train, { d: path(picture.train) });
    set(validation, { d: path(picture.validation) });
    end.textContent = picture.train.length;
    number.textContent = `patient ${picture.patient + 1} of ${picture.patients}`;
    choices.forEach((choice, k) => {
      const chosen = illnesses[k] === picture.guess;
      set(choice, { "aria-pressed": chosen });
      choice.textContent = illnesses[k] + (chosen ? (picture.right ? "  ✓" : "  ✗") : "");
    });
  });
}

export default { render };
