// The ballot: steps of one point, what is left, and the frame of a chosen row.

const number = (input) => Math.max(0, Math.trunc(Number(input.value)) || 0);
const inputsOf = (form) => [...form.querySelectorAll("input[data-points]")];

function plural(n, word) {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}

// data-budget is what the ballot holds: "3 of 10 points left".
function count(form) {
  const budget = Number(form.dataset.budget);
  const inputs = inputsOf(form);
  const left = budget - inputs.reduce((sum, input) => sum + number(input), 0);
  for (const input of inputs) {
    const row = input.closest(".ballot__row");
    row?.classList.toggle("is-chosen", number(input) > 0);
    for (const step of row?.querySelectorAll("[data-step]") ?? []) {
      const stuck = step.dataset.step < 0 ? number(input) === 0 : left <= 0;
      step.setAttribute("aria-disabled", String(stuck));
    }
  }
  const out = form.querySelector("[data-left]");
  if (!out) return;
  out.classList.toggle("is-over", left < 0);
  out.textContent = left < 0
    ? `${plural(-left, "point")} too many. Remove ${left === -1 ? "it" : "them"}.`
    : `${left} of ${plural(budget, "point")} left`;
}

function step(input, by, title) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "points__step";
  button.dataset.step = by;
  button.textContent = by < 0 ? "−" : "+";
  button.setAttribute("aria-label", `${by < 0 ? "One point less" : "One point more"}: ${title}`);
  return button;
}

export function ballots(root) {
  for (const form of root.querySelectorAll("form[data-budget]")) {
    if (form.dataset.ready) continue;
    form.dataset.ready = "1";
    for (const input of inputsOf(form)) {
      const title = input.dataset.points || input.getAttribute("aria-label") || "";
      input.before(step(input, -1, title));
      input.after(step(input, 1, title));
    }
    form.addEventListener("input", () => count(form));
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-step]");
      if (!button || button.getAttribute("aria-disabled") === "true") return;
      const input = button.parentElement.querySelector("input[data-points]");
      input.value = Math.max(0, number(input) + Number(button.dataset.step));
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    count(form);
  }
}
