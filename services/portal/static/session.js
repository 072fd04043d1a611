"use strict";
// A few minutes before the session ends for good, the page says so, aloud where somebody listens; and when a
// part of the page can no longer be read because it has ended. Without this script the next page says it.
const region = document.querySelector("[data-session-ends]");
if (region) {
  const WARNING = 5 * 60 * 1000;
  // A timer sleeps with the machine; looking at the clock every few seconds does not go wrong.
  const LOOK = 5 * 1000;
  const end = Date.parse(region.dataset.sessionEnds);
  let over = false;
  let said = "";
  const say = (text) => {
    if (text === said) return;
    said = text;
    const notice = document.createElement("p");
    notice.className = "warning";
    notice.textContent = text;
    region.replaceChildren(notice);
  };
  const look = () => {
    const left = end - Date.now();
    over = over || left <= 0;
    if (over) say(region.dataset.over);
    else if (left <= WARNING) say(region.dataset.soon);
  };
  document.addEventListener("htmx:responseError", (event) => {
    if (event.detail.xhr.status === 401) { over = true; look(); }
  });
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK);
  look();
}
