// Drafts: sent to the server while people write; kept in this browser when
// that fails, so that an expired login loses nothing.
//
//   <form data-autosave="/problems/5/draft" data-saved-at="2026-03-12T09:41:00Z">
//     … <p class="saved" data-saved></p>
//
// The server answers {saved: "9:41 a.m."} and may add `url` (where the next
// saves go, once the first has made the draft) and `action` (the form's own).

const PAUSE = 1500;
const SENT = "draft-sent";
// By the page, and by the form where a page has several with an id.
const keyOf = (form) => `draft:${location.pathname}#${form.id}`;

// Storage may be full or forbidden; the draft is then only on the server.
function store(area, name, value) {
  try {
    if (value === undefined) return area.getItem(name);
    value === null ? area.removeItem(name) : area.setItem(name, value);
    return true;
  } catch {
    return null;
  }
}

const forget = (form) => store(localStorage, keyOf(form), null);

// What people typed or chose: no tokens, no passwords, no files.
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !/hidden|password|file|submit|button|fieldset/.test(field.type));
const isChoice = (field) => /checkbox|radio/.test(field.type);

function keep(form) {
  const fields = fieldsOf(form).map((field) => [field.name, isChoice(field) ? field.checked : field.value]);
  return store(localStorage, keyOf(form), JSON.stringify({ at: Date.now(), fields }));
}

function fill(form, values) {
  fieldsOf(form).forEach((field, i) => {
    if (values[i]?.[0] === field.name) field[isChoice(field) ? "checked" : "value"] = values[i][1];
  });
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

function watch(form) {
  let out = form.querySelector("[data-saved]");
  if (!out) {
    out = document.createElement("p");
    out.className = "saved";
    out.dataset.saved = "";
    form.append(out);
  }
  out.setAttribute("role", "status");
  const say = (text, lost) => {
    out.textContent = text;
    out.classList.toggle("saved--lost", !!lost);
  };
  const fail = (reason) =>
    say(`Not saved: ${reason}. ${keep(form) ? "Your text is kept in this browser." : "Copy your text before you leave."}`, true);

  let timer;
  let busy = false;
  let again = false;

  async function save() {
    if (busy) return void (again = true);
    busy = true;
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token?.value ?? "" },
      });
      // A login page in place of an answer is a 200 after a redirect.
      const answer = /json/.test(response.headers.get("Content-Type")) ? await response.json() : {};
      if (response.ok && answer.saved) {
        if (answer.url) form.dataset.autosave = answer.url;
        if (answer.action) form.action = answer.action;
        forget(form);
        say(`Draft saved ${answer.saved.replace(/\.?$/, ".")} It stays if you sign out.`);
      } else if (response.status === 422) say(answer.error ?? "Not saved yet: an answer needs another look.", true);
      else fail(response.redirected || response.status < 404 ? "you are signed out" : "the portal did not answer");
    } catch {
      fail("you are offline");
    }
    busy = false;
    if (again) {
      again = false;
      save();
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });

  // Keep what is sent until a later page, or the answer, shows that it arrived.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep(form);
    store(sessionStorage, SENT, keyOf(form));
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target === form && event.detail.successful) forget(form);
  });

  const kept = JSON.parse(store(localStorage, keyOf(form)) || "null");
  if (!kept || kept.at <= (Date.parse(form.dataset.savedAt) || 0) || document.querySelector("[data-error-summary]")) return;
  fill(form, kept.fields);
  const note = document.createElement("p");
  note.className = "notice";
  note.setAttribute("role", "status");
  const when = new Date(kept.at).toLocaleString("en-US", { weekday: "long", hour: "numeric", minute: "2-digit" });
  note.innerHTML = `<span>This text was kept in this browser on ${when}. <button type="button" class="usa-button usa-button--quiet">Use the saved version instead</button></span>`;
  note.querySelector("button").onclick = () => {
    clearTimeout(timer);
    forget(form);
    location.reload();
  };
  form.prepend(note);
}

// What was sent has arrived, unless this page is the form with errors, a
// sign-in page, an error page, or the same page loaded again.
function settle() {
  const sent = store(sessionStorage, SENT);
  const fresh = performance.getEntriesByType("navigation")[0]?.type === "navigate";
  if (!sent || !fresh || location.pathname.startsWith("/sign-in") || document.querySelector("[data-keep-drafts], [data-error-summary]")) return;
  store(sessionStorage, SENT, null);
  store(localStorage, sent, null);
}

settle();

export function autosave(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    if (form.dataset.watched) continue;
    form.dataset.watched = "1";
    watch(form);
  }
}
