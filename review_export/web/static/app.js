// Keys and light, and nothing else: every page works without. A key chooses what carries it, Enter then does it.
"use strict";
const OFF = "keys-off";
const toggle = document.getElementById("keys");
document.documentElement.classList.add("scripts");

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
  if (chosen.matches("a, [data-toggle]")) chosen.click();
  else chosen.focus();
});

// What stands at a place is lit in both versions at once, without a step back in the browser's history.
const light = (place) => {
  document.querySelectorAll(".lit").forEach((each) => each.classList.remove("lit"));
  const found = [...document.querySelectorAll(`[data-place~="${CSS.escape(place)}"]`)];
  found.forEach((each) => each.classList.add("lit"));
  const visible = found.filter((each) => !each.matches("g") || each.childElementCount);
  const scrollers = new Set(visible.map((each) => each.closest(".pages")));
  for (const scroller of scrollers) {
    const first = visible.find((each) => each.closest(".pages") === scroller);
    const away = first.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
    scroller.scrollTop += away - scroller.clientHeight / 3;
  }
  if (visible.length) visible[0].scrollIntoView({ block: "nearest", inline: "nearest" });
};

document.addEventListener("click", (event) => {
  const where = event.target.closest("[data-lit]");
  if (where) {
    event.preventDefault();
    light(where.dataset.lit);
  }
  const toggles = event.target.closest("[data-toggle]");
  if (toggles) toggles.closest(".pages").classList.toggle(toggles.dataset.toggle);
});

// The next page's picture is drawn while this one is looked at.
const ahead = document.querySelector("[data-ahead]");
if (ahead) window.addEventListener("load", () => { new Image().src = ahead.dataset.ahead; });

// A file that is sent at once leaves the page as it is: the list of exports is asked for a moment later.
const ordering = document.getElementById("ordering");
if (ordering) ordering.addEventListener("submit", () => setTimeout(() => htmx.trigger("#jobs", "ordered"), 3000));

// News of the call: figures change by themselves, but not under the pointer; elsewhere one is told, and nothing moves.
// What is read of a large call may be older than the news for a while: then the figures are asked for again.
const told = document.querySelector("[data-news]");

const listen = () => {
  const AGAIN = 10_000, MOST = 12;
  const line = (token) => parseInt(token, 10) || 0;
  let owing = false, wanted = 0, left = 0, timer = 0;
  const refresh = () => {
    const figures = document.getElementById("figures");
    if (!figures) return;
    owing = figures.matches(":hover, :focus-within");
    if (owing) figures.addEventListener("pointerleave", () => { if (owing) refresh(); }, { once: true });
    else htmx.ajax("GET", location.pathname, { target: "#figures", select: "#figures", swap: "outerHTML" });
  };
  const look = () => {
    if (left <= 0 || line(document.getElementById("figures")?.dataset.seen) >= wanted) return;
    left -= 1;
    refresh();
    timer = setTimeout(look, AGAIN);
  };
  const heard = (event) => {
    address.searchParams.set("seen", event.lastEventId);
    if (document.getElementById("figures")) {
      wanted = line(event.lastEventId);
      left = MOST;
      refresh();
      clearTimeout(timer);
      timer = setTimeout(look, AGAIN);
    } else told.hidden = false;
  };
  // A browser keeps six connections to a server: a page that nobody looks at leaves its own to the others.
  const address = new URL(told.dataset.news, location);
  let source = null;
  const attend = () => {
    if (source) source.close();
    source = document.hidden ? null : new EventSource(address);
    if (source) source.addEventListener("news", heard);
  };
  document.addEventListener("visibilitychange", attend);
  attend();
};
if (told && "EventSource" in window) listen();
