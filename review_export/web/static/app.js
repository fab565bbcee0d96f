// Keys, and nothing else: every page works without. A key chooses what carries it, Enter then does it.
"use strict";
const OFF = "keys-off";
const toggle = document.getElementById("keys");

const show = () => {
  const off = localStorage.getItem(OFF) === "1";
  toggle.hidden = false;
  toggle.setAttribute("aria-pressed", String(!off));
  document.documentElement.classList.toggle("keyless", off);
};

if (toggle) {
  show();
  toggle.addEventListener("click", () => {
    localStorage.setItem(OFF, localStorage.getItem(OFF) === "1" ? "0" : "1");
    show();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return;
  if (localStorage.getItem(OFF) === "1" || event.target.closest("input, textarea, select")) return;
  const chosen = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!chosen) return;
  event.preventDefault();
  if (chosen.matches("a")) chosen.click();
  else chosen.focus();
});
