/* Rows of the ledger chosen by their boxes: an issue's box chooses its measures, and the bar at the
   foot of the screen says how many are chosen and what can be done to them. */
const bar = document.getElementById("bulk");

function boxes() { return Array.from(document.querySelectorAll("input.choose[name]")); }

function under(box) {
  return boxes().filter((one) => one.closest("tr").dataset.under.split(" ").indexOf(box.dataset.chooses) >= 0);
}

function tell() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked);
  all.forEach((box) => { box.closest("tr").classList.toggle("is-chosen", box.checked); });
  document.querySelectorAll("input.choose[data-chooses]").forEach((box) => {
    const below = under(box);
    const some = below.filter((one) => one.checked).length;
    box.checked = some > 0 && some === below.length;
    box.indeterminate = some > 0 && some < below.length;
  });
  bar.querySelector("[data-bulk-count]").textContent = `已选${chosen.length}项措施`;
  bar.hidden = chosen.length === 0;
}

if (bar) {
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!box.classList || !box.classList.contains("choose")) { return; }
    if (box.dataset.chooses) { under(box).forEach((one) => { one.checked = box.checked; }); }
    tell();
  });
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[type=button]");
    if (!button) { return; }
    boxes().forEach((box) => { box.checked = button.value === "all"; });
    tell();
  });
  /* Rows that were saved in place come back without their mark. */
  document.addEventListener("htmx:afterSettle", tell);
  window.addEventListener("pageshow", tell);
  tell();
}
