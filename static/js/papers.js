/* A plan beside its source: a click on a row shows its sentence, a click on a line its row. */
const plan = document.querySelector("[data-plan]");
const source = plan ? plan.querySelector(".plan-source") : null;

function lineOf(number) { return source.querySelector(`[data-line="${number}"]`); }

function clear() {
  plan.querySelectorAll(".is-current").forEach((one) => { one.classList.remove("is-current"); });
  source.querySelectorAll("mark").forEach((mark) => {
    const text = mark.parentNode;
    mark.replaceWith(mark.textContent);
    text.normalize();
  });
}

/* The words themselves, where they stand on the line as they were recognised. */
function underline(line, words) {
  const place = line.querySelector(".source-text");
  const text = place.firstChild;
  if (!text || text.nodeType !== Node.TEXT_NODE || !words) { return; }
  const at = text.data.indexOf(words);
  if (at < 0) { return; }
  const range = document.createRange();
  range.setStart(text, at);
  range.setEnd(text, at + words.length);
  range.surroundContents(document.createElement("mark"));
}

function bring(inside, element) {
  const box = inside.getBoundingClientRect();
  const place = element.getBoundingClientRect();
  if (place.top < box.top || place.bottom > box.bottom) {
    inside.scrollTop += place.top - box.top - box.height / 4;
  }
}

function showSource(row) {
  const first = Number(row.dataset.first);
  if (!first || !lineOf(first)) { return; }
  const last = Math.max(first, Number(row.dataset.last));
  clear();
  row.classList.add("is-current");
  for (let number = first; number <= last; number += 1) {
    const line = lineOf(number);
    if (line) { line.classList.add("is-current"); }
  }
  underline(lineOf(first), row.dataset.words);
  bring(source, lineOf(first));
}

function rowAt(number) {
  const rows = Array.from(plan.querySelectorAll(".plan-row"));
  return rows.filter((row) => Number(row.dataset.first) <= number && number <= Number(row.dataset.last)).pop();
}

function showRow(number) {
  const row = rowAt(number);
  if (!row) { return; }
  showSource(row);
  const box = row.getBoundingClientRect();
  if (box.top < 140 || box.bottom > window.innerHeight) {
    window.scrollBy(0, box.top - Math.max(140, (window.innerHeight - box.height) / 3));
  }
}

const OWN = "a, button, input, select, textarea, label, summary, form, .plan-open, .clamp.is-long";

if (plan && source) {
  plan.addEventListener("click", (event) => {
    const where = event.target.closest(".plan-where");
    const line = event.target.closest(".plan-source [data-line]");
    const wide = source.offsetTop < window.innerHeight || getComputedStyle(source).position === "sticky";
    if (where && wide) {
      event.preventDefault();
      showSource(where.closest(".plan-row"));
    } else if (line && !String(window.getSelection())) {
      event.preventDefault();
      showRow(Number(line.dataset.line));
    } else if (!event.target.closest(OWN)) {
      const row = event.target.closest(".plan-measure[data-first], .plan-row");
      if (row) { showSource(row); }
    }
  });
  /* A form that opens in a row comes into view. */
  plan.addEventListener("htmx:afterSwap", (event) => {
    const opened = event.target.id && event.target.id.endsWith("-open") ? event.target : null;
    if (opened) { opened.closest(".plan-row").scrollIntoView({ block: "start" }); }
  });
  /* Forms that stand open while another row is changed are taken over into the new tree as they
     are, with what was typed; the row that was saved closes. */
  const open = new Map();
  plan.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "plan-tree" || !event.detail.shouldSwap) { return; }
    const at = document.activeElement;
    plan.querySelectorAll(".plan-open").forEach((form) => {
      open.set(form.parentNode.id, { form, at: form.contains(at) ? at : null });
    });
    open.forEach((held) => { held.form.remove(); });
  });
  plan.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "plan-tree") { return; }
    open.forEach((held, id) => {
      const place = document.getElementById(id);
      if (place && !place.closest(".plan-row").classList.contains("is-saved")) {
        place.append(held.form);
        if (held.at) { held.at.focus(); }
      }
    });
    open.clear();
  });
}

/* A file dropped anywhere on the form is the chosen one: a browser left alone would open it instead. */
["dragover", "drop"].forEach((name) => {
  document.addEventListener(name, (event) => {
    const form = event.target.closest ? event.target.closest(".paste") : null;
    if (!form || !Array.from(event.dataTransfer.types).includes("Files")) { return; }
    event.preventDefault();
    if (name === "drop") {
      const input = form.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
});
