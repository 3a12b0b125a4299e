/* Menus: a button drops a list; arrow keys walk, Escape closes, a click elsewhere closes. */
const opened = new WeakMap();

function parts(menu) {
  return { open: menu.querySelector(".menu-open"), list: menu.querySelector(".menu-list") };
}

function items(list) { return Array.from(list.querySelectorAll(".menu-item")); }

function show(menu, which) {
  const { open, list } = parts(menu);
  document.querySelectorAll("[data-menu].is-open").forEach((other) => { if (other !== menu) { hide(other); } });
  list.hidden = false;
  open.setAttribute("aria-expanded", "true");
  menu.classList.add("is-open");
  opened.set(menu, open.getBoundingClientRect().top);
  /* In a box that scrolls the list would be cut off: lay it over the page instead. */
  if (menu.closest(".table-scroll")) {
    const at = open.getBoundingClientRect();
    const room = menu.classList.contains("menu-right") ? at.right - list.offsetWidth : at.left;
    list.style.position = "fixed";
    list.style.top = `${Math.min(at.bottom + 2, window.innerHeight - list.offsetHeight - 8)}px`;
    list.style.left = `${Math.min(room, window.innerWidth - list.offsetWidth - 8)}px`;
    list.style.right = "auto";
  }
  const all = items(list);
  if (which && all.length) { all[which === "last" ? all.length - 1 : 0].focus(); }
}

function hide(menu, refocus) {
  const { open, list } = parts(menu);
  list.hidden = true;
  open.setAttribute("aria-expanded", "false");
  menu.classList.remove("is-open");
  if (refocus) { open.focus(); }
}

document.addEventListener("click", (event) => {
  const open = event.target.closest(".menu-open");
  const menu = open ? open.closest("[data-menu]") : null;
  if (menu) {
    if (menu.classList.contains("is-open")) { hide(menu); } else { show(menu, event.detail === 0 ? "first" : ""); }
    return;
  }
  document.querySelectorAll("[data-menu].is-open").forEach((other) => {
    if (!other.contains(event.target) || event.target.closest(".menu-item")) { hide(other); }
  });
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest ? event.target.closest("[data-menu]") : null;
  if (!menu) { return; }
  const { open, list } = parts(menu);
  const all = items(list);
  const at = all.indexOf(document.activeElement);
  if (event.key === "Escape" && menu.classList.contains("is-open")) {
    hide(menu, true);
  } else if (event.target === open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    show(menu, event.key === "ArrowUp" ? "last" : "first");
  } else if (at >= 0 && event.key === "ArrowDown") {
    all[(at + 1) % all.length].focus();
  } else if (at >= 0 && event.key === "ArrowUp") {
    all[(at + all.length - 1) % all.length].focus();
  } else if (at >= 0 && event.key === "Home") {
    all[0].focus();
  } else if (at >= 0 && event.key === "End") {
    all[all.length - 1].focus();
  } else {
    if (event.key === "Tab") { hide(menu); }
    return;
  }
  event.preventDefault();
});

window.addEventListener("scroll", () => {
  document.querySelectorAll(".table-scroll [data-menu].is-open").forEach((menu) => {
    const now = parts(menu).open.getBoundingClientRect().top;
    if (Math.abs(now - opened.get(menu)) > 4) { hide(menu); }
  });
}, true);
