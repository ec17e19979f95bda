// Drafts: sent to the server while people write; kept in this browser when
// that fails, so that an expired login loses nothing.
//
//   <form data-autosave="/problems/5/draft" data-saved-at="2026-03-12T09:41:00Z">
//     … <p class="saved" data-saved></p>
//
// The server answers {saved: "9:41 a.m."} and may add `url` (where the next
// saves go, once the first has made the draft) and `action` (the form's own).

const PAUSE = 1500;
const PREFIX = "draft:";
const SENT = "draft-sent";

const keyOf = () => PREFIX + location.pathname;

// Storage may be full or forbidden; a draft is then only on the server.
function store(area, key, value) {
  try {
    if (value === undefined) return area.getItem(key);
    if (value === null) area.removeItem(key);
    else area.setItem(key, value);
    return true;
  } catch {
    return null;
  }
}

// What people typed or chose: no tokens, no passwords, no files.
function read(form) {
  const fields = [];
  for (const [name, value] of new FormData(form)) {
    const field = form.elements[name];
    const type = field?.type;
    if (name === "csrf_token" || type === "password" || type === "hidden" || typeof value !== "string") continue;
    fields.push([name, value]);
  }
  return fields;
}

function fill(form, fields) {
  const names = new Map();
  for (const [name, value] of fields) names.set(name, [...(names.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!field.name || ["hidden", "password", "file", "submit", "button"].includes(field.type)) continue;
    const values = names.get(field.name);
    if (field.type === "checkbox" || field.type === "radio") field.checked = values?.includes(field.value) ?? false;
    else if (field.multiple) for (const option of field.options) option.selected = values?.includes(option.value) ?? false;
    else if (values) field.value = values.shift() ?? "";
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function place(form) {
  let out = form.querySelector("[data-saved]");
  if (!out) {
    out = document.createElement("p");
    out.className = "saved";
    out.dataset.saved = "";
    form.append(out);
  }
  out.setAttribute("role", "status");
  return out;
}

function watch(form) {
  const out = place(form);
  const key = keyOf();
  let timer;
  let again = false;
  let busy = false;

  const say = (text, lost) => {
    out.textContent = text;
    out.classList.toggle("saved--lost", Boolean(lost));
  };

  const keep = (reason) => {
    const kept = store(localStorage, key, JSON.stringify({ at: Date.now(), fields: read(form) }));
    say(`Not saved: ${reason} ${kept ? "Your text is kept in this browser." : "Copy your text before you leave this page."}`, true);
  };

  async function save() {
    if (busy) { again = true; return; }
    busy = true;
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token?.value ?? "" },
      });
      // A login page in place of an answer is a 200 after a redirect.
      const json = response.headers.get("Content-Type")?.includes("json");
      if (response.ok && json) {
        const answer = await response.json();
        if (answer.url) form.dataset.autosave = answer.url;
        if (answer.action) form.action = answer.action;
        store(localStorage, key, null);
        say(`Draft saved ${answer.saved}. It stays if you sign out.`);
      } else if ([400, 401, 403].includes(response.status) || response.redirected) keep("you are signed out.");
      else if (response.status === 422 && json) say((await response.json()).error ?? "Not saved yet: an answer needs another look.", true);
      else keep("the portal did not answer.");
    } catch {
      keep("you are offline.");
    }
    busy = false;
    if (again) { again = false; save(); }
  }

  form.addEventListener("input", (event) => {
    if (event.target === form && !event.isTrusted && form.dataset.filling) return;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });

  // Keep what is sent until a later page shows that it arrived.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    store(localStorage, key, JSON.stringify({ at: Date.now(), fields: read(form) }));
    store(sessionStorage, SENT, key);
  });

  const kept = JSON.parse(store(localStorage, key) || "null");
  const savedAt = Date.parse(form.dataset.savedAt ?? "") || 0;
  if (!kept || kept.at <= savedAt || form.querySelector("[data-error-summary]")) return;

  form.dataset.filling = "1";
  fill(form, kept.fields);
  delete form.dataset.filling;
  const when = new Date(kept.at).toLocaleString("en-US", { weekday: "long", hour: "numeric", minute: "2-digit" });
  const note = document.createElement("p");
  note.className = "notice";
  note.setAttribute("role", "status");
  note.append(`This is the text kept in this browser on ${when}. `);
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "usa-button usa-button--quiet";
  drop.textContent = "Use the saved version instead";
  drop.addEventListener("click", () => {
    store(localStorage, key, null);
    location.reload();
  });
  note.append(drop);
  form.prepend(note);
}

// A form that was sent is done with, unless this page is the form again, a
// sign-in page or an error.
function settle() {
  const sent = store(sessionStorage, SENT);
  if (!sent || document.querySelector("[data-keep-drafts]")) return;
  store(sessionStorage, SENT, null);
  const again = sent === keyOf() && document.querySelector("form[data-autosave]");
  if (!again) store(localStorage, sent, null);
}

let settled = false;

export function autosave(root) {
  if (!settled) {
    settled = true;
    settle();
  }
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    if (form.dataset.watched) continue;
    form.dataset.watched = "1";
    watch(form);
  }
}
