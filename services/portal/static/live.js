"use strict";
// The server says when something on this page has changed; the parts marked data-live are then read
// again by htmx from their own address. Without this script, or without htmx, the page is as good after
// a reload.
const address = document.querySelector('meta[name="live"]');
if (address && window.htmx && window.EventSource) {
  // Whether a control holds something else than the page came with.
  const typedInto = (control) => {
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.options) {
      const first = [...control.options].findIndex((option) => option.defaultSelected);
      return control.selectedIndex !== Math.max(first, 0);
    }
    return control.value !== control.defaultValue;
  };
  // A part in which somebody is typing, or has typed what is not sent yet, is left alone.
  const inUse = (part) => {
    const typing = part.contains(document.activeElement) && document.activeElement.closest("form");
    return typing || [...part.querySelectorAll("form :is(input, select, textarea)")].some(typedInto);
  };
  const readAgain = () => {
    for (const part of document.querySelectorAll("[data-live]")) {
      if (!inUse(part)) window.htmx.trigger(part, "archipel:changed");
    }
  };
  // Somebody may have begun to type while the part was being read.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.matches("[data-live]") && inUse(event.detail.target)) event.detail.shouldSwap = false;
  });
  const source = new EventSource(address.content);
  let lost = false;
  source.addEventListener("changed", readAgain);
  source.addEventListener("error", () => { lost = true; });
  source.addEventListener("open", () => {
    // What changed while the connection was lost was not told.
    if (lost) { lost = false; readAgain(); }
    document.documentElement.dataset.connected = "yes";
  });
  addEventListener("pagehide", () => source.close());
}
