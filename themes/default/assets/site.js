// Comforts only: every page reads without this script.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);

  // On a disk a link to a folder shows the folder: name the page in it.
  if (location.protocol === "file:") {
    for (const link of all("a[href]")) {
      const to = new URL(link.href);
      if (to.protocol === "file:" && to.pathname.endsWith("/")) {
        to.pathname += "index.html";
        link.href = to.href;
      }
    }
  }

  // "/" goes to the search.
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const field = document.getElementById("sg-q");
    const link = document.querySelector("nav a[data-search]");
    if (!field && !link) return;
    event.preventDefault();
    if (field) field.focus();
    else location.href = link.href;
  });

  // A passage and its card light up together.
  const pair = (id, on) => {
    for (const part of all(`mark[aria-details="${id}"], #${id}.n`)) part.classList.toggle("lit", on);
  };
  const idOf = (element) => {
    const mark = element.closest?.("mark[aria-details]");
    if (mark) return mark.getAttribute("aria-details");
    const ref = element.closest?.("a.ref");
    return ref ? ref.hash.slice(1) : element.closest?.("aside.n")?.id;
  };
  let lit = null;
  const light = (event) => {
    const id = event.type === "pointerleave" ? null : idOf(event.target);
    if (id === lit) return;
    if (lit) pair(lit, false);
    if (id) pair(id, true);
    lit = id;
  };
  for (const type of ["pointerover", "focusin", "pointerleave"]) root.addEventListener(type, light);

  // Cards for names, where the theme asks for them: their script comes with the first name that is pointed at or tabbed to.
  if (document.currentScript?.dataset.hover !== undefined && location.protocol !== "file:") {
    const types = ["pointerover", "focusin"];
    let last = null; // what it came too late for
    const meet = (event) => {
      if (event.pointerType === "touch" || !event.target.closest?.("main a.e[href]")) return;
      if (!last) {
        import("./hover.js").then(
          () => {
            for (const type of types) removeEventListener(type, meet);
            if (last.target.matches(":hover, :focus")) last.target.dispatchEvent(new last.constructor(last.type, last));
          },
          () => (last = null),
        );
      }
      last = event;
    };
    for (const type of types) addEventListener(type, meet);
  }

  // The choice of annotations is kept in the address: ?hide=note,claim or ?plain
  const kind = (box) => box.id.replace("sg-f-", "");
  const choose = () => {
    const { searchParams } = new URL(location.href);
    const hidden = (searchParams.get("hide") || "").split(",");
    for (const box of all(".show input")) {
      box.checked = kind(box) === "plain" ? searchParams.has("plain") : !hidden.includes(kind(box));
    }
  };
  addEventListener("change", (event) => {
    if (!event.target.matches(".show input")) return;
    const now = new URL(location.href);
    const boxes = [...all(".show input")];
    const off = boxes.filter((box) => kind(box) !== "plain" && !box.checked).map(kind);
    now.searchParams.delete("hide");
    now.searchParams.delete("plain");
    if (off.length) now.searchParams.set("hide", off.join(","));
    if (boxes.some((box) => kind(box) === "plain" && box.checked)) now.searchParams.set("plain", "");
    history.replaceState(null, "", now);
  });
  choose();
  // The preview puts a changed page into the one that is open.
  document.addEventListener("sitegen:page", choose);

  // Paper shows what is folded.
  addEventListener("beforeprint", () => {
    for (const fold of all("details")) fold.open = true;
  });
})();
