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

/* After a new sign-in (in another tab) or an old page the token is another one: fetch it, so that
   the same click on 保存 goes through with everything that was typed. */
async function renewToken() {
  try {
    const answer = await fetch(window.location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.body.getAttribute("hx-headers");
    if (!fresh || !page.body.dataset.signIn) { return; }
    document.body.setAttribute("hx-headers", fresh);
    const token = JSON.parse(fresh)["X-CSRFToken"];
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
    document.querySelectorAll("[data-token]").forEach((place) => { place.dataset.token = token; });
  } catch (error) {
    /* Still without network: the next failure says so again. */
  }
}

let signedOut = false;

document.addEventListener("htmx:beforeSwap", (event) => {
  const address = document.body.dataset.signIn;
  const came = event.detail.xhr.responseURL;
  if (!address || !came || new URL(came).pathname !== address) { return; }
  event.detail.shouldSwap = false;
  if (event.detail.elt.matches("form[data-draft]")) {
    event.detail.elt.dispatchEvent(new CustomEvent("draft:signed-out", { bubbles: true }));
    return;
  }
  if (!signedOut) {
    signedOut = true;
    say("登录已超时，本次未保存。您填写的内容仍在页面上：请在新页面重新登录后，回到这里再点一次保存。", { href: address, words: "重新登录" });
  }
});

window.addEventListener("focus", () => {
  if (signedOut) { signedOut = false; renewToken(); }
});

document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status === 403) { renewToken(); }
  say(SENTENCES[status] || "服务器未能完成本次操作，请稍后再试；如仍不成功，请联系系统管理员。");
});

/* A draft's form tells the same beside itself, and sends it later. */
document.addEventListener("draft:refused", renewToken);

document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt.matches("form[data-draft]")) { return; }
  say("网络不通，本次未保存。您填写的内容仍在页面上，请稍后再试。");
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
