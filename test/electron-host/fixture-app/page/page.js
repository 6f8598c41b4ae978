/* global document, window, Worker, location */
"use strict";
window.seen = {
  api: typeof window.fixture,
  absent: ["require", "process", "ipcRenderer", "secretOfPreload", "mainWorld", "isolatedWorld"].filter(
    (name) => name in window,
  ),
  evaluated: "not tried",
};
try {
  window.seen.evaluated = new Function("return 'ran'")();
} catch (cause) {
  window.seen.evaluated = cause.name;
}
const worker = new Worker("/worker.js");
worker.onmessage = (event) => (window.seen.worker = event.data);
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("open").addEventListener("click", () => {
    window.seen.opened = window.open("https://example.com/script", "_blank", "width=100") === null;
    window.seen.href = location.href;
  });
});
