// What is typed is kept on the server until it is saved, for its writer alone; and in this browser
// when that fails, so that an expired login loses nothing.
//
//   <form action="/studies/5/sections/why" data-autosave="/me/unsaved" data-kept-at="2026-03-12T09:41:00Z">
//     … <input name="once"> <input name="read"> … <p class="saved" data-saved></p>
//
// The server answers {saved: "2026-03-12T09:41:00Z"}, or {sent: true} where the form was saved
// meanwhile. What a browser keeps belongs to the person of <body data-person>, and to nobody else.

const PAUSE = 1500;
const LONGEST = 20000; // nobody who types without a pause has more to lose
const SENT = "draft-sent";
const person = () => document.body.dataset.person ?? "";
const placeOf = (form) => new URL(form.action).pathname;
// By the person, the page, and the form where a page has several with an id.
const keyOf = (form) => `draft:${person()}:${location.pathname}#${form.id}`;

// Storage may be full or forbidden; the text is then only on the server.
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
const valuesOf = (form) =>
  fieldsOf(form).map((field) => [field.name, isChoice(field) ? field.checked : field.multiple ? [...field.selectedOptions].map((o) => o.value) : field.value]);

function keep(form) {
  // What its writer had read goes along: what others save in between is then shown beside it.
  const kept = { at: Date.now(), read: form.elements.read?.value, fields: valuesOf(form) };
  return store(localStorage, keyOf(form), JSON.stringify(kept));
}

function fill(form, kept) {
  fieldsOf(form).forEach((field, i) => {
    if (kept.fields[i]?.[0] !== field.name) return;
    const value = kept.fields[i][1];
    if (isChoice(field)) field.checked = value;
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  });
  if (kept.read && form.elements.read) form.elements.read.value = kept.read;
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

const time = (moment) => new Date(moment).toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
const dayAndTime = (moment) => new Date(moment).toLocaleString("en-US", { month: "short", day: "numeric", year: "numeric", hour: "numeric", minute: "2-digit" });

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
  let since = 0;
  let busy = false;
  let again = false;
  let sent = false;

  async function save() {
    since = 0;
    if (sent) return;
    if (busy) return void (again = true);
    busy = true;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set("kept_place", placeOf(form));
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrf_token?.value ?? "", "X-Requested-With": "fetch" },
      });
      // A login page in place of an answer is a 200 after a redirect.
      const answer = /json/.test(response.headers.get("Content-Type")) ? await response.json() : {};
      if (response.ok && answer.saved) {
        forget(form);
        say(`Draft saved at ${time(answer.saved)}. Only you see it until you save the form.`);
      } else if (response.ok && answer.sent) {
        keep(form);
        say("You saved this form already. Load the page again before you change more; what you typed is kept in this browser.", true);
      } else if (response.status === 422) {
        keep(form);
        say(answer.error ?? "Not saved yet: an answer needs another look.", true);
      } else fail(response.redirected || response.status < 404 ? "you are signed out" : "the portal did not answer");
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
    since ||= Date.now();
    timer = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  });
  // Whoever closes the window in the middle of a word finds it here.
  addEventListener("pagehide", () => since && !sent && keep(form));

  // Keep what is sent until a later page, or the answer, shows that it arrived.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    since = 0;
    sent = true;
    keep(form);
    store(sessionStorage, SENT, keyOf(form));
  });
  const drop = () => {
    clearTimeout(timer);
    since = 0;
    sent = true;
    forget(form);
  };
  document.addEventListener("submit", (event) => {
    if (event.target.action.endsWith("/me/unsaved/drop")) drop();
  });
  // The back button may show the page as it was left, to be typed in again.
  addEventListener("pageshow", () => (sent = false));
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target !== form) return;
    sent = false;
    if (event.detail.successful) forget(form);
  });

  const kept = JSON.parse(store(localStorage, keyOf(form)) || "null");
  if (!kept || document.querySelector("[data-error-summary]")) return;
  if (kept.at <= (Date.parse(form.dataset.keptAt) || 0)) return;
  if (JSON.stringify(kept.fields) === JSON.stringify(valuesOf(form))) return void forget(form);
  fill(form, kept);
  const note = document.createElement("p");
  note.className = "notice";
  note.setAttribute("role", "status");
  note.innerHTML = `<span>This text was kept in this browser on ${dayAndTime(kept.at)}. <button type="button" class="usa-button usa-button--quiet">Use the saved version instead</button></span>`;
  note.querySelector("button").onclick = () => {
    drop();
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

// A shared computer: who signs out leaves nothing typed behind, whatever the browser makes of
// Clear-Site-Data; and text of which nobody knows whose it is goes.
function clear(gone) {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("draft:") && gone(name)) localStorage.removeItem(name);
  } catch {} // a browser that forbids it keeps nothing either
}

const ofNobody = (name) => !/^draft:[^:/]+:/.test(name);

export function localTimes(root) {
  for (const moment of root.querySelectorAll("time[data-local]")) moment.textContent = dayAndTime(moment.dateTime);
}

settle();
clear(ofNobody);
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/sign-out")) clear(() => true);
});

export function autosave(root) {
  localTimes(root);
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    if (form.dataset.watched) continue;
    form.dataset.watched = "1";
    watch(form);
  }
}
