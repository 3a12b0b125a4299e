/* A drop-down in which one finds by typing: name, post or the initials of the pinyin. The select stays
   and is what the form sends; without this script it is an ordinary one. What is typed is asked of the
   server at `data-finds` (a list of {id, name, note}); where that does not answer, the options that
   are there are searched. The input method's guard lets only finished words through. */
const PAUSE = 200;
const SHOWN = 50;
let made = 0;

function optionsOf(select, words) {
  return Array.from(select.options)
    .filter((one) => one.value && one.text.indexOf(words) >= 0)
    .slice(0, SHOWN)
    .map((one) => ({ id: one.value, name: one.text, note: "" }));
}

class Finder {
  constructor(select) {
    made += 1;
    this.select = select;
    this.found = [];
    this.active = -1;
    this.asked = 0;
    this.list = document.createElement("ul");
    this.list.id = `finder-${made}`;
    this.list.className = "finder-list";
    this.list.setAttribute("role", "listbox");
    this.list.hidden = true;
    this.said = document.createElement("span");
    this.said.className = "unseen";
    this.said.setAttribute("aria-live", "polite");
    this.input = this.makeInput();
    const box = document.createElement("div");
    box.className = "finder";
    select.parentNode.insertBefore(box, select);
    [select, this.input, this.list, this.said].forEach((part) => { box.appendChild(part); });
    select.hidden = true;
    this.listen();
    this.show();
  }

  makeInput() {
    const input = document.createElement("input");
    const label = this.select.id && document.querySelector(`label[for="${CSS.escape(this.select.id)}"]`);
    input.type = "text";
    input.className = "input";
    input.id = `${this.list.id}-input`;
    input.autocomplete = "off";
    input.spellcheck = false;
    const empty = this.select.options.length && !this.select.options[0].value ? this.select.options[0].text : "请选择";
    input.placeholder = `${empty}，输入姓名或首字母`;
    const facts = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    Object.keys(facts).forEach((name) => { input.setAttribute(name, facts[name]); });
    ["aria-describedby", "aria-invalid", "aria-required"].forEach((name) => {
      if (this.select.hasAttribute(name)) { input.setAttribute(name, this.select.getAttribute(name)); }
    });
    if (label) {
      label.htmlFor = input.id;
      this.list.setAttribute("aria-label", label.textContent.replace("*", "").trim());
    } else if (this.select.hasAttribute("aria-label")) {
      input.setAttribute("aria-label", this.select.getAttribute("aria-label"));
    }
    input.disabled = this.select.disabled;
    return input;
  }

  listen() {
    const { input, list, select } = this;
    input.addEventListener("focus", () => { input.select(); });
    input.addEventListener("click", () => { if (list.hidden) { this.offer(optionsOf(select, "")); } });
    input.addEventListener("input", () => { window.clearTimeout(this.pause); this.pause = window.setTimeout(() => { this.ask(); }, PAUSE); });
    input.addEventListener("keydown", (event) => { this.press(event); });
    input.addEventListener("blur", () => { this.leave(); });
    /* What is typed is no choice yet: only the select's own changes are the form's. */
    ["input", "change"].forEach((name) => {
      input.addEventListener(name, (event) => { event.stopPropagation(); });
      select.addEventListener(name, () => { this.show(); });
    });
    list.addEventListener("mousedown", (event) => { event.preventDefault(); });
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) { this.choose(Number(item.dataset.place)); }
    });
  }

  get words() { return this.input.value.trim(); }

  ask() {
    const words = this.words;
    this.asked += 1;
    const turn = this.asked;
    const source = this.select.dataset.finds;
    if (!words || !source) { this.offer(optionsOf(this.select, words)); return; }
    const joint = source.indexOf("?") < 0 ? "?" : "&";
    fetch(`${source}${joint}q=${encodeURIComponent(words)}`, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((answer) => { if (!answer.ok) { throw new Error(String(answer.status)); } return answer.json(); })
      .then((answer) => answer.found, () => optionsOf(this.select, words))
      .then((found) => { if (turn === this.asked && document.activeElement === this.input) { this.offer(found); } });
  }

  offer(found) {
    this.found = found;
    this.active = found.length && this.words && this.words !== this.shown ? 0 : -1;
    this.list.textContent = "";
    found.forEach((one, place) => {
      const item = document.createElement("li");
      item.id = `${this.list.id}-${place}`;
      item.dataset.place = String(place);
      item.setAttribute("role", "option");
      item.textContent = one.name;
      if (one.note) {
        const note = document.createElement("span");
        note.className = "faint small";
        note.textContent = ` ${one.note}`;
        item.appendChild(note);
      }
      this.list.appendChild(item);
    });
    if (!found.length) {
      const nobody = document.createElement("li");
      nobody.className = "finder-none";
      nobody.setAttribute("role", "presentation");
      nobody.textContent = "没有找到，请核对姓名或首字母。";
      this.list.appendChild(nobody);
    }
    this.said.textContent = found.length ? `找到${found.length}人` : "没有找到";
    this.open();
    this.mark();
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    const at = this.input.getBoundingClientRect();
    this.list.classList.toggle("is-above", window.innerHeight - at.bottom < 220 && at.top > 220);
    /* In a box that scrolls the list would be cut off: it is laid over the page. */
    if (this.input.closest(".table-scroll")) {
      const above = this.list.classList.contains("is-above");
      this.list.style.position = "fixed";
      this.list.style.left = `${at.left}px`;
      this.list.style.width = `${at.width}px`;
      this.list.style.top = above ? "auto" : `${at.bottom + 2}px`;
      this.list.style.bottom = above ? `${window.innerHeight - at.top + 2}px` : "auto";
    }
  }

  close() {
    window.clearTimeout(this.pause);
    this.asked += 1;
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  mark() {
    const chosen = this.select.value;
    Array.from(this.list.children).forEach((item, place) => {
      if (!this.found.length) { return; }
      item.classList.toggle("is-active", place === this.active);
      item.setAttribute("aria-selected", String(this.found[place].id === chosen));
    });
    if (this.active >= 0) {
      const item = this.list.children[this.active];
      this.input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  press(event) {
    const shut = this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (shut) { this.offer(optionsOf(this.select, "")); }
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = this.found.length;
      if (count) { this.active = (this.active + step + (this.active < 0 && step < 0 ? 1 : 0) + count) % count; }
      this.mark();
    } else if (event.key === "Enter" && !shut) {
      event.preventDefault();
      if (this.active >= 0) { this.choose(this.active); }
    } else if (event.key === "Escape" && !shut) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      this.show();
    }
  }

  choose(place) {
    const one = this.found[place];
    if (!Array.from(this.select.options).some((option) => option.value === one.id)) {
      this.select.add(new Option(one.note ? `${one.name}（${one.note}）` : one.name, one.id));
    }
    this.close();
    this.put(one.id);
  }

  put(value) {
    if (this.select.value === value) { this.show(); return; }
    this.select.value = value;
    ["input", "change"].forEach((name) => { this.select.dispatchEvent(new Event(name, { bubbles: true })); });
  }

  /* Nobody was chosen: emptied, the field is empty; else what was chosen stands again. */
  leave() {
    const words = this.words;
    this.close();
    if (!words && this.select.value) { this.put(""); } else { this.show(); }
  }

  show() {
    const chosen = this.select.options[this.select.selectedIndex];
    this.shown = chosen && chosen.value ? chosen.text.trim() : "";
    this.input.value = this.shown;
  }
}

function equip(within) {
  within.querySelectorAll("select[data-finds]:not([data-found])").forEach((select) => {
    select.setAttribute("data-found", "");
    new Finder(select);
  });
}

document.addEventListener("htmx:load", (event) => { equip(event.detail.elt); });
equip(document);
