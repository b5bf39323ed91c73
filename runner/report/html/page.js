"use strict";
// Until all is there nothing is laid out: of thousands of cases only the first will be.
document.documentElement.classList.add("loading");
addEventListener("DOMContentLoaded", () => {
  const list = document.getElementById("cases");
  const cases = Array.from(list.children, (node, order) => ({
    node,
    order,
    status: node.className,
    cycles: Number(node.dataset.cycles || -1),
    wall: Number(node.dataset.wall || -1),
    text: null, // of its line, once it is looked for
  }));
  const filter = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const more = document.getElementById("more");
  const statuses = Array.from(document.querySelectorAll(".statuses button"));
  const columns = Array.from(document.querySelectorAll(".columns button"));
  const PAGE = 500; // so many are laid out at once; more of them make every step slow
  let sorted = cases;
  let limit = PAGE;

  const isOn = (button) => button.getAttribute("aria-pressed") === "true";
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));
  const aboutOf = (node) => node.querySelector(".body > .about")?.textContent ?? "";
  const textOf = (item) => (item.text ??= `${item.node.firstElementChild.textContent} ${aboutOf(item.node)}`.toLowerCase());

  function show() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(statuses.filter(isOn).map((button) => button.dataset.status));
    const fitting = sorted.filter((item) =>
      (!wanted.size || wanted.has(item.status)) && words.every((word) => textOf(item).includes(word)));
    list.replaceChildren(...fitting.slice(0, limit).map((item) => item.node));
    shown.textContent = fitting.length === cases.length ? "" : `${fitting.length} of ${cases.length}`;
    more.hidden = fitting.length <= limit;
    more.textContent = `Show all ${fitting.length}`;
  }

  function showFirst() {
    limit = PAGE;
    show();
  }

  // Figures with the largest first; a second press turns the order round.
  function sort(button) {
    const key = button.dataset.sort;
    const first = key === "order" ? "up" : "down";
    const other = first === "up" ? "down" : "up";
    const way = isOn(button) && (button.dataset.way || first) === first ? other : first;
    for (const column of columns) {
      press(column, column === button);
      delete column.dataset.way;
    }
    button.dataset.way = way;
    const sign = way === "up" ? 1 : -1;
    sorted = [...cases].sort((a, b) => sign * (a[key] - b[key]) || a.order - b.order);
    showFirst();
  }

  async function copy(button) {
    const code = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      const range = document.createRange();
      range.selectNodeContents(code);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      document.execCommand("copy");
    }
    button.textContent = "copied";
    setTimeout(() => { button.textContent = "copy"; }, 1500);
  }

  // A button at the command of each case that is open.
  function addCopy(details) {
    const code = details.open && details.parentNode === list && details.lastElementChild.lastElementChild;
    if (!code || code.tagName !== "CODE") return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "copy";
    button.addEventListener("click", () => copy(button));
    code.after(button);
  }

  function openTarget() {
    const name = decodeURIComponent(location.hash.slice(1));
    const target = name && cases.find((item) => item.node.id === name);
    if (!target) return;
    if (!target.node.isConnected) {
      limit = cases.length;
      show();
    }
    target.node.open = true;
    target.node.scrollIntoView();
    requestAnimationFrame(() => target.node.scrollIntoView()); // now that what lies above it has its height
  }

  filter.addEventListener("input", showFirst);
  for (const button of statuses) {
    button.addEventListener("click", () => { press(button, !isOn(button)); showFirst(); });
  }
  for (const button of columns) button.addEventListener("click", () => sort(button));
  more.addEventListener("click", () => { limit = cases.length; show(); });
  list.addEventListener("toggle", (event) => addCopy(event.target), true); // it does not bubble
  for (const item of cases) addCopy(item.node);
  addEventListener("hashchange", openTarget);
  document.documentElement.classList.add("js");
  if (cases.length > PAGE) show();
  document.documentElement.classList.remove("loading");
  openTarget();
});
