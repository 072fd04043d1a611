"use strict";
// The server says when something on this page has changed; the parts marked data-live are then read
// again by htmx from their own address. Without this script, or without htmx, the page is as good after
// a reload.
const address = document.querySelector('meta[name="live"]');
if (address && window.htmx && window.EventSource) {
  const readAgain = () => {
    for (const part of document.querySelectorAll("[data-live]")) {
      // A form in which somebody is typing is left alone.
      const typing = part.contains(document.activeElement) && document.activeElement.closest("form");
      if (!typing) window.htmx.trigger(part, "archipel:changed");
    }
  };
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
