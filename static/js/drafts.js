/* Drafts: what is typed into a form with `data-draft` is kept on the server a second after typing
   stops. Without network it stays on the page, which says so and sends it later; when the session
   has ended it is carried through the sign-in page. Nothing is ever put into the browser's storage. */
const QUIET = 1000;
const AGAIN = 5000;
const states = new WeakMap();
const open = new Set();

function stateOf(form) {
  if (!states.has(form)) {
    states.set(form, { timer: 0, typed: false, submits: false, sending: null, ended: false });
    open.add(form);
  }
  return states.get(form);
}

function say(form, words, kind) {
  const place = form.querySelector("[data-draft-state]");
  if (!place) { return; }
  place.textContent = words;
  place.classList.toggle("is-offline", kind === "offline");
}

function clock() {
  const now = new Date();
  return `${String(now.getHours()).padStart(2, "0")}:${String(now.getMinutes()).padStart(2, "0")}`;
}

function later(form, wait) {
  const state = stateOf(form);
  window.clearTimeout(state.timer);
  state.timer = window.setTimeout(() => { keep(form); }, wait);
}

function typing(form) {
  const facts = new URLSearchParams();
  new FormData(form).forEach((value, name) => {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") { facts.append(name, value); }
  });
  return facts;
}

function offline(form) {
  const state = stateOf(form);
  say(form, state.submits
    ? "网络不通，尚未提交。您填写的内容保留在本页，网络恢复后自动提交，请不要关闭页面。"
    : "网络不通，草稿尚未保存。您填写的内容保留在本页，网络恢复后自动保存，请不要关闭页面。", "offline");
  later(form, AGAIN);
}

/* Sends what was typed; after that, if the form itself could not be sent, the form. */
async function keep(form) {
  const state = stateOf(form);
  if (!document.contains(form)) { open.delete(form); return; }
  if (state.sending || state.ended || !(state.typed || state.submits)) { return; }
  const token = form.querySelector("input[name=csrfmiddlewaretoken]");
  const options = { method: "POST", body: typing(form), redirect: "manual", credentials: "same-origin" };
  options.headers = { "X-CSRFToken": token ? token.value : "", "X-Draft": "1" };
  const stop = new AbortController();
  options["signal"] = stop.signal;
  state.sending = stop;
  state.typed = false;
  let answer = null;
  try { answer = await fetch(form.dataset.draft, options); } catch (error) { answer = null; }
  state.sending = null;
  if (stop.signal.aborted) { return; }
  if (!answer) { state.typed = true; offline(form); return; }
  heard(form, state, answer);
}

function heard(form, state, answer) {
  if (answer.type === "opaqueredirect") { state.typed = true; signedOut(form); return; }
  if (answer.status === 204) {
    if (state.submits) { state.submits = false; form.requestSubmit(); return; }
    if (!state.typed) { form.dispatchEvent(new CustomEvent("draft:kept", { bubbles: true })); }
    say(form, `草稿已于${clock()}保存`, "");
    return;
  }
  state.typed = true;
  if (answer.status === 403) { form.dispatchEvent(new CustomEvent("draft:refused", { bubbles: true })); later(form, AGAIN); return; }
  say(form, answer.status === 409
    ? "此浏览器已改由他人登录，草稿没有保存。请复制您填写的内容，重新登录后再填。"
    : "草稿没有保存，请先提交或复制您填写的内容。", "offline");
}

/* The same form, sent the plain way without a session, comes back as the sign-in page that carries it. */
function signedOut(form) {
  const state = stateOf(form);
  state.ended = true;
  say(form, "登录已超时，您填写的内容没有丢失：重新登录后回到这里继续填写。", "offline");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-main button-small";
  button.textContent = "重新登录";
  button.addEventListener("click", () => {
    form.dispatchEvent(new CustomEvent("draft:kept", { bubbles: true }));
    form.querySelectorAll("input[type=file]").forEach((input) => { input.disabled = true; });
    form.action = form.dataset.draft;
    form.method = "post";
    HTMLFormElement.prototype.submit.call(form);
  });
  const place = form.querySelector("[data-draft-state]");
  if (place) { place.append(" ", button); }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || !form.dataset.draft || event.target.type === "file") { return; }
  const state = stateOf(form);
  state.typed = true;
  state.submits = false;
  later(form, QUIET);
});

/* Once the form itself is on its way the draft is no longer sent: it would come after it. */
function leave(form) {
  const state = stateOf(form);
  window.clearTimeout(state.timer);
  if (state.sending) { state.sending.abort(); state.sending = null; }
  state.typed = false;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.draft && !event.defaultPrevented && !form.hasAttribute("hx-post")) { leave(form); }
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches("form[data-draft]") && !event.defaultPrevented) { leave(form); }
});
document.addEventListener("htmx:sendError", (event) => {
  const form = event.detail.elt;
  if (!form.matches("form[data-draft]")) { return; }
  stateOf(form).submits = true;
  offline(form);
});
document.addEventListener("draft:signed-out", (event) => { signedOut(event.target); });

window.addEventListener("online", () => { open.forEach((form) => { keep(form); }); });
