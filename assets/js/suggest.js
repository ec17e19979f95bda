// Titles and topics below a search box while people type: a combobox with a listbox, after the
// ARIA Authoring Practices. <form data-suggest="/search/suggestions"> holds <input type="search">.
// The list lies over the page: nothing moves. Without script the box is a plain one.

const WAIT = 180; // ms after the last key
const FEWEST = 2; // letters

let made = 0;

function suggestions(form) {
  const input = form.querySelector('input[type="search"]');
  const list = document.createElement("ul");
  const status = document.createElement("span");
  let active = -1;
  let timer;
  let asking = new AbortController();

  made += 1;
  list.id = `suggestions-${made}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  status.className = "sr-only";
  status.setAttribute("role", "status");
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);
  form.classList.add("suggests");
  form.append(list, status);

  const options = () => [...list.children];

  function close() {
    clearTimeout(timer);
    asking.abort();
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(at) {
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    active = at;
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options()[at].id);
    options()[at].scrollIntoView({ block: "nearest" });
  }

  function show(html) {
    list.innerHTML = html; // made by the server
    options().forEach((option, at) => { option.id = `${list.id}-${at}`; });
    const number = options().length;
    if (!number || document.activeElement !== input) return close();
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(-1);
    status.textContent = `${number} suggestion${number === 1 ? "" : "s"}. Press the down arrow to choose.`;
  }

  async function ask() {
    const words = input.value.trim();
    if (words.length < FEWEST) return close();
    asking.abort();
    const own = new AbortController();
    asking = own;
    try {
      const address = `${form.dataset.suggest}?q=${encodeURIComponent(input.value.slice(0, 100))}`;
      const response = await fetch(address, { signal: own.signal });
      // Refused or too often: the box is a plain one.
      show(response.ok && !response.redirected ? await response.text() : "");
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const number = options().length;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // what was typed stays
      close();
    } else if (event.key === "ArrowDown" && list.hidden) {
      ask();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && number) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((active + 1 + step + number + 1) % (number + 1)) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.href);
    } else if (event.key === "Tab") close();
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps its focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-href]");
    if (option) location.assign(option.dataset.href);
  });
}

export function suggests(root) {
  for (const form of root.querySelectorAll("[data-suggest]")) suggestions(form);
}
