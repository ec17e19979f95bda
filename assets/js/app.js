// What a page gains when scripts run. Everything works without this file:
// each part looks for its data attribute and improves a plain form.
import { autosave } from "./autosave.js";
import { ballots } from "./ballot.js";
import { copies } from "./copy.js";
import { forms } from "./forms.js";
import { ranks } from "./ranks.js";
import { suggests } from "./suggest.js";

function ready() {
  forms();
  copies(document);
  ballots(document);
  ranks(document);
  autosave(document);
  suggests(document);
}

document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return; // ready() has seen it
  ballots(event.target);
  ranks(event.target);
  autosave(event.target);
});

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
else ready();
