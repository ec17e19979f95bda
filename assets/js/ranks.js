// A ballot of ranks: rows are dragged into order, and the numbers follow. The fields stay the
// truth: what is typed moves nothing, and without this file they are all there is.

const ranksOf = (list) => [...list.querySelectorAll("[data-rank-row]")];
const field = (row) => row.querySelector("input[data-rank]");

// Rows above the one that was dropped count too: to stand below them is to be ranked after them.
function number(list, dropped) {
  const rows = ranksOf(list);
  const last = Math.max(rows.indexOf(dropped), ...rows.map((row, at) => (field(row).value ? at : -1)));
  rows.forEach((row, at) => {
    field(row).value = at <= last ? String(at + 1) : "";
    row.classList.toggle("is-chosen", at <= last);
  });
}

export function ranks(root) {
  for (const list of root.querySelectorAll("ul.ballot")) {
    if (list.dataset.ranks || !list.querySelector("[data-rank-row]")) continue;
    list.dataset.ranks = "1";
    let held = null;
    for (const row of ranksOf(list)) row.draggable = true;
    list.addEventListener("dragstart", (event) => {
      held = event.target.closest?.("[data-rank-row]");
      if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
    });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest?.("[data-rank-row]");
      if (!held || !over) return;
      event.preventDefault();
      if (over === held) return;
      const box = over.getBoundingClientRect();
      over[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
    });
    list.addEventListener("drop", (event) => held && event.preventDefault());
    list.addEventListener("dragend", () => {
      if (held) number(list, held);
      held = null;
    });
    list.addEventListener("input", (event) => {
      event.target.closest?.("[data-rank-row]")?.classList.toggle("is-chosen", event.target.value > 0);
    });
  }
}
