/* Dialogs: opened and closed by buttons; and one sentence asked before an act (data-confirm). */
function open(dialog) {
  if (!dialog || dialog.open) { return; }
  dialog.showModal();
  const field = dialog.querySelector("[aria-invalid=true]") || dialog.querySelector(".input:not([disabled])");
  if (field) { field.focus(); }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) { open(document.getElementById(opener.dataset.opens)); return; }
  const closer = event.target.closest("[data-closes]");
  if (!closer) { return; }
  const dialog = closer.closest("dialog");
  const row = closer.closest(".slot-open, .row-open, .evidence-panel");
  if (dialog) { dialog.close(); } else if (row) { row.remove(); }
});

document.querySelectorAll("dialog[data-open]").forEach(open);
document.addEventListener("htmx:load", (event) => {
  const found = event.target.querySelectorAll ? event.target.querySelectorAll("dialog[data-open]") : [];
  found.forEach(open);
});

function ask(sentence, act) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog-small";
  const body = document.createElement("div");
  body.className = "dialog-body";
  const words = document.createElement("p");
  words.textContent = sentence;
  const row = document.createElement("div");
  row.className = "actions";
  const yes = document.createElement("button");
  const no = document.createElement("button");
  yes.type = no.type = "button";
  yes.className = "button button-main";
  no.className = "button button-plain";
  yes.textContent = "确定";
  no.textContent = "取消";
  row.append(yes, no);
  body.append(words, row);
  dialog.append(body);
  dialog.setAttribute("aria-label", sentence);
  dialog.addEventListener("close", () => { dialog.remove(); });
  no.addEventListener("click", () => { dialog.close(); });
  yes.addEventListener("click", () => { dialog.close(); act(); });
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}

/* Capture phase: before htmx and before the browser act. The second time the answer was yes. */
const agreed = new WeakSet();

document.addEventListener("click", (event) => {
  const asked = event.target.closest("a[data-confirm], button[data-confirm]");
  if (!asked || agreed.delete(asked)) { return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(asked.dataset.confirm, () => { agreed.add(asked); asked.click(); });
}, true);

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset || !form.dataset.confirm || agreed.delete(form)) { return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask(form.dataset.confirm, () => { agreed.add(form); form.requestSubmit(submitter || undefined); });
}, true);
