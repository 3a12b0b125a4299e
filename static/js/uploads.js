/* Many files at once: each is sent by itself with a bar of its own, a failed one again alone. */
const AT_ONCE = 2;

function size(bytes) {
  if (bytes < 1024 * 1024) { return `${Math.max(1, Math.round(bytes / 1024))} KB`; }
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function line(file) {
  const row = document.createElement("li");
  row.className = "file";
  const name = document.createElement("span");
  name.className = "file-name";
  name.textContent = file.name;
  const facts = document.createElement("span");
  facts.className = "file-facts";
  facts.textContent = size(file.size);
  const bar = document.createElement("progress");
  bar.className = "progress";
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `上传进度：${file.name}`);
  const state = document.createElement("span");
  state.className = "file-state";
  state.setAttribute("role", "status");
  state.textContent = "等待";
  row.append(name, facts, bar, state);
  return row;
}

function act(row, words, deed) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet button-small";
  button.textContent = words;
  button.addEventListener("click", deed);
  row.append(button);
}

function fail(box, job, sentence, again) {
  job.row.classList.add("is-failed");
  job.row.querySelector(".progress").hidden = true;
  job.row.querySelector(".file-state").textContent = sentence;
  if (again) { act(job.row, "重新上传", () => { renew(box, job); }); }
  act(job.row, "移除", () => { job.row.remove(); });
}

function renew(box, job) {
  const row = line(job.file);
  job.row.replaceWith(row);
  job.row = row;
  queue(box, job);
}

const boxes = new Map();

function queue(box, job) {
  const state = boxes.get(box) || { waiting: [], running: 0 };
  boxes.set(box, state);
  state.waiting.push(job);
  next(box, state);
}

function next(box, state) {
  while (state.running < AT_ONCE && state.waiting.length) {
    state.running += 1;
    send(box, state.waiting.shift(), () => { state.running -= 1; next(box, state); });
  }
}

function send(box, job, ended) {
  const bar = job.row.querySelector(".progress");
  const state = job.row.querySelector(".file-state");
  const request = new XMLHttpRequest();
  const facts = box.dataset.withForm ? new FormData(document.getElementById(box.dataset.withForm)) : new FormData();
  facts.set("file", job.file, job.file.name);
  request.open("POST", box.dataset.upload);
  request.setRequestHeader("X-CSRFToken", box.dataset.token);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) { return; }
    bar.value = Math.round(event.loaded * 100 / event.total);
    state.textContent = bar.value < 100 ? `${bar.value}%` : "保存中";
  });
  request.addEventListener("load", () => {
    ended();
    const asked = new URL(box.dataset.upload, window.location.href).pathname;
    if (request.responseURL && new URL(request.responseURL).pathname !== asked) {
      fail(box, job, "登录已超时，请在新页面重新登录后再点重新上传。", true);
      return;
    }
    if (request.status >= 200 && request.status < 300) { arrive(job, request.responseText); return; }
    if (request.status === 403 && !job.again) {
      job.again = true;
      const answered = (fresh) => {
        if (fresh) { renew(box, job); } else { fail(box, job, "上传未成功，请重新登录后再点重新上传。", true); }
      };
      document.dispatchEvent(new CustomEvent("token:wanted", { detail: { answered } }));
      return;
    }
    const plain = (request.getResponseHeader("Content-Type") || "").indexOf("text/plain") === 0;
    fail(box, job, plain ? request.responseText : "上传未成功，请重试。", request.status !== 422);
  });
  request.addEventListener("error", () => { ended(); fail(box, job, "网络不通，上传未成功。", true); });
  state.textContent = "0%";
  request.send(facts);
}

/* The answer is the file's row; what comes beside it takes the place of what has the same id. A file
   that was there already comes back as the row that there is. */
function arrive(job, html) {
  const held = document.createElement("template");
  held.innerHTML = html.trim();
  const [row, ...beside] = Array.from(held.content.children);
  if (!row) { job.row.remove(); return; }
  const known = row.id ? document.getElementById(row.id) : null;
  if (known) { known.remove(); }
  job.row.replaceWith(row);
  beside.forEach((fresh) => {
    const old = document.getElementById(fresh.id);
    if (old) { old.replaceWith(fresh); }
  });
  if (window.htmx) { window.htmx.process(row); }
  document.body.dispatchEvent(new CustomEvent("evidence:added"));
}

function take(box, files) {
  const list = document.getElementById(box.dataset.into);
  const limit = Number(box.dataset.limit || 0);
  Array.from(files).forEach((file) => {
    const job = { file, row: line(file) };
    list.append(job.row);
    if (file.size === 0) {
      fail(box, job, "文件是空的，请检查后重新选择。", false);
    } else if (limit && file.size > limit) {
      fail(box, job, `文件超过${size(limit)}，请压缩或拆分后上传。`, false);
    } else {
      queue(box, job);
    }
  });
}

document.addEventListener("change", (event) => {
  const box = event.target.closest("[data-upload]");
  if (!box || event.target.type !== "file") { return; }
  take(box, event.target.files);
  event.target.value = "";
});

["dragover", "dragleave", "drop"].forEach((name) => {
  document.addEventListener(name, (event) => {
    const drop = event.target.closest ? event.target.closest(".upload-drop") : null;
    if (!drop) { return; }
    event.preventDefault();
    drop.classList.toggle("is-over", name === "dragover");
    if (name === "drop" && !drop.querySelector("input").disabled) {
      take(drop.closest("[data-upload]"), event.dataTransfer.files);
    }
  });
});

window.addEventListener("beforeunload", (event) => {
  for (const state of boxes.values()) {
    if (state.running || state.waiting.length) {
      event.preventDefault();
      event.returnValue = "";
    }
  }
});
