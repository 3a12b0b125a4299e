/* Rows and long text: a clamped text opens by a click, a group of rows folds, and a table that
   scrolls shows where its fixed columns end. */
function measure(root) {
  root.querySelectorAll(".clamp:not(.is-open)").forEach((clamp) => {
    const text = clamp.querySelector(".clamp-text");
    clamp.classList.toggle("is-long", text.scrollHeight > text.clientHeight + 2);
  });
}

function toggle(clamp) {
  const opened = clamp.classList.toggle("is-open");
  const button = clamp.querySelector(".clamp-toggle");
  button.setAttribute("aria-label", opened ? "收起" : "展开");
  button.setAttribute("aria-expanded", String(opened));
}

document.addEventListener("click", (event) => {
  const clamp = event.target.closest(".clamp.is-long");
  if (!clamp || event.target.closest("a, input, label")) { return; }
  if (String(window.getSelection())) { return; }
  event.stopPropagation();
  toggle(clamp);
});

/* `data-under` holds the keys of all groups above a row; it shows while none of them is folded. */
function fold(button) {
  const table = button.closest("table");
  const opened = button.getAttribute("aria-expanded") === "false";
  button.setAttribute("aria-expanded", String(opened));
  const folded = new Set();
  table.querySelectorAll('.tree-toggle[aria-expanded="false"]').forEach((other) => { folded.add(other.dataset.toggles); });
  table.querySelectorAll("tr[data-under]").forEach((row) => {
    row.hidden = row.dataset.under.split(" ").some((key) => folded.has(key));
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".tree-toggle");
  if (button) { fold(button); }
});

document.addEventListener("scroll", (event) => {
  const box = event.target;
  if (box.classList && box.classList.contains("table-scroll")) {
    box.classList.toggle("is-scrolled", box.scrollLeft > 0);
  }
}, true);

/* A row is opened once; then the person is in its first field, unless there is something to read first. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.detail.elt.closest("tr");
  const next = row ? row.nextElementSibling : null;
  if (next && next.classList.contains("row-open") && event.detail.elt.getAttribute("hx-swap") === "afterend") {
    event.preventDefault();
    next.remove();
  }
});

document.addEventListener("htmx:load", (event) => {
  const row = event.target;
  if (!row.classList || !(row.classList.contains("row-open") || row.classList.contains("slot-open"))) { return; }
  const wrong = row.querySelector("[aria-invalid=true]");
  const field = wrong || (row.querySelector("[data-read-first]") ? null : row.querySelector(".input"));
  if (field) { field.focus(); } else if (row.classList.contains("slot-open")) { row.scrollIntoView({ block: "center" }); }
});

let waiting = 0;
function remeasure() {
  window.cancelAnimationFrame(waiting);
  waiting = window.requestAnimationFrame(() => { measure(document); });
}

remeasure();
window.addEventListener("load", remeasure);
window.addEventListener("resize", remeasure);
document.addEventListener("htmx:load", remeasure);
document.addEventListener("toggle", remeasure, true);
