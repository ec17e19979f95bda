// Every form: one submission at a time, focus where it helps, and a preview.

// A second click while the first is on its way does nothing.
function once(event) {
  const form = event.target;
  if (form.dataset.busy) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (event.defaultPrevented || form.method === "get") return;
  form.dataset.busy = "1";
  // Marked, not disabled: a disabled button would not send its own value.
  event.submitter?.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), 10000); // a download leaves the page as it is
}

function release(form) {
  delete form.dataset.busy;
  for (const button of form.querySelectorAll("[aria-disabled]:not([data-step])")) button.removeAttribute("aria-disabled");
}

function focus(root) {
  const target = root.querySelector("[data-error-summary]") ?? root.querySelector("[data-focus]");
  if (!target) return;
  if (!target.hasAttribute("tabindex") && !target.matches("a, button, input, select, textarea")) target.tabIndex = -1;
  target.focus();
}

// <button type="button" data-preview="/markdown/preview" data-preview-of="body" hidden>
// <div data-preview-out="body" aria-live="polite" hidden></div>
async function preview(button) {
  const form = button.form;
  const out = form.querySelector(`[data-preview-out="${button.dataset.previewOf}"]`);
  const body = new FormData();
  body.set("text", form.elements[button.dataset.previewOf].value);
  const token = form.elements.csrf_token?.value ?? "";
  body.set("csrf_token", token);
  out.hidden = false;
  try {
    const response = await fetch(button.dataset.preview, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (!response.ok || response.redirected) throw new Error(response.status);
    out.innerHTML = await response.text(); // cleaned by the server
  } catch {
    out.textContent = "The preview did not load. Your text is still in the field.";
  }
}

const showPreviews = (root) => {
  for (const button of root.querySelectorAll("[data-preview]")) button.hidden = false;
};

export function forms() {
  focus(document);
  showPreviews(document);
  document.addEventListener("submit", once, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-preview]");
    if (button) preview(button);
  });
  // The back button may show a page as it was left.
  addEventListener("pageshow", () => document.querySelectorAll("form[data-busy]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
  document.addEventListener("htmx:load", (event) => {
    if (event.target === document.body) return;
    showPreviews(event.target);
    focus(event.target.parentElement ?? event.target);
  });
}
