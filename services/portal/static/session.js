"use strict";
// A few minutes before the session ends for good, the page says so, aloud where somebody listens; and when a
// part of the page can no longer be read because it has ended. Without this script the next page says it.
const ends = document.querySelector('meta[name="session-ends"]');
const notice = (name) => document.querySelector(`[data-session="${name}"]`);
if (ends && notice("soon") && notice("over")) {
  const WARNING = 5 * 60 * 1000;
  // A timer sleeps with the machine; looking at the clock every few seconds does not go wrong.
  const LOOK = 5 * 1000;
  const end = Date.parse(ends.content);
  let over = false;
  const show = () => {
    const left = end - Date.now();
    over = over || left <= 0;
    notice("over").hidden = !over;
    notice("soon").hidden = over || left > WARNING;
  };
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) { over = true; show(); }
  });
  document.addEventListener("visibilitychange", show);
  setInterval(show, LOOK);
  show();
}
