/* What the person hears when a request of htmx does not come back as it should: the network is
   gone, the session has ended, the page is too old. What was typed stays on the page. */
const SENTENCES = {
  403: "页面停留时间过长，本次未保存。您填写的内容仍在页面上，请再点一次保存。",
  404: "没有找到该内容，可能已被删除或您没有查看权限。",
  413: "提交的内容过大，未保存。请减少内容后再试。",
  429: "操作过于频繁，请稍候再试。",
};

function say(sentence, link) {
  const box = document.getElementById("messages");
  if (!box) { return; }
  const notice = document.createElement("div");
  notice.className = "notice notice-error";
  const text = document.createElement("div");
  text.className = "notice-text";
  text.textContent = sentence;
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link.href;
    anchor.textContent = link.words;
    anchor.target = "_blank";
    anchor.rel = "noopener";
    text.append(" ", anchor);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "notice-close";
  close.setAttribute("data-dismiss", "");
  close.textContent = "知道了";
  notice.append(text, close);
  while (box.children.length > 2) { box.firstElementChild.remove(); }
  box.append(notice);
}

const OTHER = "此浏览器已改由他人登录，本次未保存。请复制您填写的内容，重新登录后再填。";
const OFFLINE = "网络不通，本次未保存。您填写的内容仍在页面上，请稍后再试。";
const PATIENCE = 5000;

/* After a new sign-in (in another tab) the page's token is that of a session which is over. A fresh
   one is taken only while the same person is signed in: "same", "other", "out", "offline", or "" when
   the server could not say. */
async function renew() {
  const body = document.body;
  const stop = new AbortController();
  const timer = window.setTimeout(() => { stop.abort(); }, PATIENCE);
  try {
    const options = { credentials: "same-origin", redirect: "manual" };
    options["signal"] = stop.signal;
    const answer = await fetch(body.dataset.tokenUrl, options);
    if (answer.type === "opaqueredirect") { return "out"; }
    if (!answer.ok) { return ""; }
    const facts = await answer.json();
    if (String(facts.person) !== body.dataset.person) { return "other"; }
    body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": facts.token }));
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = facts.token; });
    document.querySelectorAll("[data-token]").forEach((place) => { place.dataset.token = facts.token; });
    return "same";
  } catch (error) {
    return stop.signal.aborted ? "" : "offline";
  } finally {
    window.clearTimeout(timer);
  }
}

let signedOut = false;

function tellSignedOut() {
  if (signedOut) { return; }
  signedOut = true;
  say("登录已超时，本次未保存。您填写的内容仍在页面上：请在新页面重新登录后，回到这里再点一次保存。", { href: document.body.dataset.signIn, words: "重新登录" });
}

function tell(state) {
  if (state === "out") { tellSignedOut(); return; }
  say({ other: OTHER, offline: OFFLINE }[state] || SENTENCES[403]);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const address = document.body.dataset.signIn;
  const came = event.detail.xhr.responseURL;
  if (!address || !came || new URL(came).pathname !== address) { return; }
  event.detail.shouldSwap = false;
  if (event.detail.elt.matches("form[data-draft]")) {
    event.detail.elt.dispatchEvent(new CustomEvent("draft:signed-out", { bubbles: true }));
    return;
  }
  tellSignedOut();
});

window.addEventListener("focus", () => {
  if (signedOut) { signedOut = false; renew(); }
});

/* A form that htmx sent with an old token is sent once more by itself, as it now stands. */
const again = new WeakSet();

async function sendAgain(form, submitter) {
  const state = await renew();
  if (state === "same" && form.matches("form") && !again.has(form)) {
    again.add(form);
    form.requestSubmit(submitter || undefined);
    return;
  }
  again.delete(form);
  tell(state);
}

document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt, requestConfig } = event.detail;
  if (xhr.status === 403 && document.body.dataset.person) {
    const cause = requestConfig.triggeringEvent;
    sendAgain(elt, cause ? cause.submitter : null);
    return;
  }
  say(SENTENCES[xhr.status] || "服务器未能完成本次操作，请稍后再试；如仍不成功，请联系系统管理员。");
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr.status !== 403) { again.delete(event.detail.elt); }
});

/* A form that the browser itself sends would leave the page, and what was typed, before anybody could
   say that its token is old: a fresh one is asked for first. Capture phase: before all others hear of it. */
const renewed = new WeakSet();
const asking = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  const plain = form.getAttribute("method") === "post" && !form.hasAttribute("hx-post");
  if (!plain || !document.body.dataset.person || renewed.delete(form)) { return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (asking.has(form)) { return; }
  asking.add(form);
  const submitter = event.submitter;
  renew().then((state) => {
    asking.delete(form);
    /* Typing that is kept as a draft is carried through the sign-in page by the server; where nothing
       is typed the sign-in page may come at once. */
    const lost = state === "out" && form.hasAttribute("data-guard") && !form.dataset.draft;
    if (state === "other" || state === "offline" || lost) { tell(state); return; }
    renewed.add(form);
    form.requestSubmit(submitter || undefined);
  });
}, true);

/* A draft's form tells the same beside itself, and sends it later; only that somebody else has signed
   in meanwhile is said here, once. */
let toldOther = false;
document.addEventListener("draft:refused", async () => {
  if (await renew() !== "other" || toldOther) { return; }
  toldOther = true;
  say(OTHER);
});

/* A file that was refused for its old token. */
document.addEventListener("token:wanted", async (event) => { event.detail.answered(await renew() === "same"); });

document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt.matches("form[data-draft]")) { return; }
  say(OFFLINE);
});

/* What went well need not be clicked away; what went wrong stays until it is. */
const READ_IN = 6000;
document.querySelectorAll(".messages .notice-done, .messages .notice-info").forEach((notice) => {
  window.setTimeout(() => { notice.remove(); }, READ_IN);
});

document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-dismiss]");
  if (close) { close.closest(".notice").remove(); }
});
