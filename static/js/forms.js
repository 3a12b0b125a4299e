/* Forms: a click makes one request, typing that was not saved is asked about, filters apply
   themselves, a conflict's other text can be taken over. */
const dirty = new Set();

function forget(form) { dirty.delete(form); }

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.hasAttribute("data-guard")) { dirty.add(form); }
});

window.addEventListener("beforeunload", (event) => {
  document.querySelectorAll("form[data-dirty]").forEach((form) => { dirty.add(form); });
  for (const form of dirty) {
    if (document.contains(form)) {
      event.preventDefault();
      event.returnValue = "";
      return;
    }
  }
});

function rest(form, submitter) {
  form.setAttribute("data-sent", "");
  const button = submitter || form.querySelector("button[type=submit]");
  if (button) { button.setAttribute("aria-busy", "true"); }
}

function wake(form) {
  form.removeAttribute("data-sent");
  form.querySelectorAll("[aria-busy]").forEach((button) => { button.removeAttribute("aria-busy"); });
}

/* What is kept as a draft, or has been sent, need not be asked about. */
document.addEventListener("draft:kept", (event) => { forget(event.target); event.target.removeAttribute("data-dirty"); });
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const status = event.detail.xhr.status;
  const form = event.detail.elt;
  if (status >= 200 && status < 300 && form.matches("form[data-once]")) { forget(form); form.removeAttribute("data-dirty"); }
});

/* The dialogs' module has asked already (data-confirm) when this hears of the act. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.hasAttribute("data-once")) { return; }
  if (form.hasAttribute("data-sent")) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (!form.hasAttribute("hx-post")) {
    rest(form, event.submitter);
    forget(form);
    form.removeAttribute("data-dirty");
  }
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches("form[data-once]")) { return; }
  if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
  rest(form, null);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches("form[data-once]")) { return; }
  wake(form);
  if (event.detail.successful) { forget(form); }
});

/* Back from the next page: the form is as it was, and may be sent again. */
window.addEventListener("pageshow", () => { document.querySelectorAll("form[data-sent]").forEach(wake); });

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.hasAttribute("data-auto") && event.target.type !== "search") { form.requestSubmit(); }
});

/* Empty filters stay out of the address, so that it can be read and sent on. */
document.addEventListener("formdata", (event) => {
  if (!event.target.classList.contains("filters")) { return; }
  for (const [name, value] of Array.from(event.formData.entries())) {
    if (value === "") { event.formData.delete(name); }
  }
});

/* A deadline's words that are understood put their day into its field; a day that a person has set
   himself stays, and the words offer theirs beside it. */
function mean(hint) {
  const said = hint.querySelector("[data-means]");
  const day = said && document.getElementById(said.dataset.means);
  if (!day) { return; }
  const own = day.value !== "" && day.value !== day.dataset.meant;
  const follows = hint.hasAttribute("data-follows") && day.value === day.defaultValue;
  if (!own || follows) {
    day.value = day.dataset.meant = said.dataset.value;
    day.dispatchEvent(new Event("input", { bubbles: true }));
  }
  const always = said.dataset.long && document.getElementById(said.dataset.long);
  if (always) { always.checked = true; }
  said.querySelectorAll("[data-take]").forEach((take) => {
    const control = document.getElementById(take.dataset.take);
    take.hidden = control === always || (control && control.value === take.dataset.value);
  });
}

function meanAll(within) { within.querySelectorAll("[id^=hint-]").forEach(mean); }

document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.detail.elt;
  if (swapped.id && swapped.id.startsWith("hint-")) { mean(swapped); } else { meanAll(swapped); }
});
meanAll(document);

document.addEventListener("click", (event) => {
  const take = event.target.closest("[data-take]");
  if (!take) { return; }
  const control = document.getElementById(take.dataset.take);
  if (!control) { return; }
  const value = take.dataset.value;
  const chosen = value.split(",");
  if (control.type === "checkbox") {
    control.checked = value === "True";
  } else if ("value" in control && !control.multiple) {
    control.value = value;
  } else {
    Array.from(control.options || control.querySelectorAll("input")).forEach((one) => {
      one.selected = one.checked = chosen.indexOf(one.value) >= 0;
    });
  }
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.focus();
});

/* A refused form: to its first field that says why. */
const refused = document.querySelector(".page [aria-invalid=true], .alone [aria-invalid=true]");
if (refused) { refused.focus(); }
