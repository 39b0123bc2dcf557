// Keeps an open page what the archive's files say. Added by `sitegen serve` as it answers; never on disk.
//
// The server tells states, not changes: the digests of this page and of the files it uses. Who slept, or was away while
// the preview was started anew, compares the next state with what is on the screen, like everybody else.
(() => {
  "use strict";
  const OWN = "/__sitegen/";
  const { page, look } = document.currentScript.dataset;
  let { digest } = document.currentScript.dataset;
  const place = OWN + location.pathname;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, names = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), names);
    made.append(...children);
    return made;
  };

  // --- our own elements: in shadow roots, out of the theme's reach, and out of the theme's way ---

  const sheet = new CSSStyleSheet();
  fetch(`${OWN}preview.css`).then((answer) => answer.text()).then((text) => sheet.replace(text));
  const shadow = (name, parent) => {
    const host = document.createElement(name);
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    parent.append(host);
    return root;
  };
  const ui = shadow("sitegen-preview", document.documentElement);
  const overlay = make("section", { id: "problems", hidden: true });
  overlay.setAttribute("role", "region");
  overlay.setAttribute("aria-label", "Problems");
  const bar = make("div", { id: "bar" });
  ui.append(overlay, bar);
  const pills = {};
  const pill = (name, text, act) => {
    pills[name]?.remove();
    delete pills[name];
    if (text) bar.append((pills[name] = make("button", { id: name, type: "button", textContent: text, onclick: act })));
  };

  // --- the editor ---

  const open = async ({ path, line, column }) => {
    const body = JSON.stringify({ path, line, column });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`${OWN}open`, { method: "POST", headers, body }).catch(() => null);
    const told = answer?.ok || answer?.status === 409 ? await answer.json() : { error: "the preview doesn't answer" };
    pill("failure", told.error, () => pill("failure"));
    if (told.address) location.href = told.address;
  };
  const link = (where, to) =>
    make("button", { type: "button", className: "place", textContent: where, title: "Open in the editor", onclick: () => open(to) });

  // --- problems ---

  let problems = { errors: 0, warnings: 0, shown: [] };
  const frame = (at, main) => {
    const lines = [link(at.where, at)];
    if (at.before + at.words + at.after) {
      const code = make("code", {}, make("b", { textContent: at.line }), at.before, make("mark", { textContent: at.words }), at.after);
      lines.push(make("pre", { className: main ? "main" : "" }, code));
    }
    if (at.message) lines.push(make("p", { className: "about", textContent: at.message }));
    return make("div", { className: "frame" }, ...lines);
  };
  const telling = (item) =>
    make(
      "article",
      { className: item.severity },
      make("h2", {}, make("span", { className: "code", textContent: `${item.severity}[${item.code}]` }), ` ${item.message}`),
      ...item.places.map((at, number) => frame(at, number === 0)),
      ...item.hints.map((hint) => make("p", { className: "hint", textContent: `help: ${hint}` })),
    );
  const many = (number, word) => (number ? `${number} ${word}${number === 1 ? "" : "s"}` : "");
  const show = (wanted) => {
    overlay.hidden = !wanted;
    const { errors, warnings, built, shown } = problems;
    const told = [many(errors, "error"), many(warnings, "warning")].filter(Boolean).join(", ");
    const about = built
      ? "The pages are shown nevertheless, with what wasn’t found at their ends. They can’t be published until this is mended."
      : "The page below is from before. It will be replaced when these are mended.";
    const close = make("button", { type: "button", id: "close", textContent: "Close", onclick: () => show(false) });
    const rest = errors + warnings - shown.length;
    const more = rest > 0 ? [make("p", { textContent: `… and ${rest} more` })] : [];
    overlay.replaceChildren(
      make("header", {}, make("h1", { textContent: told, ariaLive: "polite" }), close, make("p", { textContent: errors ? about : "" })),
      ...shown.map(telling),
      ...more,
    );
    pill("badge", wanted ? "" : told, () => show(true));
    bar.classList.toggle("errors", errors > 0);
  };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !overlay.hidden) show(false);
  });

  // --- what is on the screen: its files, and what of it must survive a change ---

  const here = (address) => {
    const to = new URL(address, location.href);
    return to.origin === location.origin && !to.pathname.startsWith(OWN) ? decodeURIComponent(to.pathname).slice(1) : "";
  };
  const sheets = () => all('link[rel~="stylesheet"]').filter((one) => here(one.href));
  const used = () => {
    const named = [...sheets().map((one) => one.href), ...all("script[src], img[src]").map((one) => one.src)];
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const found = [...named, ...loaded].map(here).filter((path) => path && !/^pagefind\/|\/$/.test(path));
    return [...new Set(found)].sort().slice(0, 200);
  };
  const BLOCKS = "main :is(p, li, h1, h2, h3, h4, h5, h6, blockquote, pre, tr, figcaption)";
  const blocks = () => all(BLOCKS);
  const folds = () => all("details").map((one) => {
    const above = one.closest("[id]");
    const name = above?.id || "";
    return [`${name}/${all("details", above || document).indexOf(one)}`, one];
  });
  // Blocks are known again by their words: few have an id, and one is a number that moves.
  const lookAt = () => {
    const seen = blocks().filter((one) => one.getBoundingClientRect().bottom > 0).slice(0, 8);
    return {
      scroll: [scrollX, scrollY],
      seen: seen.map((one) => [one.textContent, one.getBoundingClientRect().top]),
      folds: folds().map(([name, one]) => [name, one.open]),
      texts: blocks().map((one) => one.textContent),
      focus: document.activeElement?.id || "",
    };
  };
  const scrollBack = ({ scroll, seen }) => {
    const there = new Map(blocks().map((one) => [one.textContent, one]));
    const [words, offset] = seen.find(([words]) => there.has(words)) || [];
    const top = words ? scrollY + there.get(words).getBoundingClientRect().top - offset : scroll[1];
    scrollTo({ left: scroll[0], top: scroll[1] ? top : 0, behavior: "instant" });
  };
  const putBack = (state, isKnown) => {
    const open = new Map(state.folds);
    for (const [name, one] of folds()) if (open.has(name) && !isKnown(one)) one.open = open.get(name);
    scrollBack(state);
    if (state.focus && document.activeElement?.id !== state.focus)
      document.getElementById(state.focus)?.focus({ preventScroll: true });
    offer(state.texts);
  };

  let isOurs = false;
  const reload = (wanted) => {
    // Asked for the same thing twice, a page that is answered wrongly isn't asked for a third time.
    const last = JSON.parse(sessionStorage.getItem(`${place} for`) || "[]");
    if (last[0] === wanted && Date.now() - last[1] < 3000) return;
    try {
      sessionStorage.setItem(place, JSON.stringify(lookAt()));
      sessionStorage.setItem(`${place} for`, JSON.stringify([wanted, Date.now()]));
    } catch {
      // Full: the page begins at its top.
    }
    source?.close();
    isOurs = true;
    history.scrollRestoration = "manual";
    location.reload();
  };
  const restore = () => {
    const kept = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    if (!kept) return;
    const state = JSON.parse(kept);
    putBack(state, () => false);
    if (document.readyState !== "complete") addEventListener("load", () => scrollBack(state), { once: true });
  };

  // On request: to what changed.
  const offer = (before) => {
    const known = new Set(before);
    const changed = blocks().filter((one) => !known.has(one.textContent));
    const step = () => {
      const one = changed.shift();
      changed.push(one);
      one.scrollIntoView({ block: "center" });
      one.animate([{ outline: "3px solid #d08000" }, { outline: "3px solid transparent" }], 1500);
    };
    pill("changed", many(changed.length, "change"), step);
  };

  // --- news ---

  let files = null;
  const swap = () => {
    for (const old of sheets()) {
      const to = new URL(old.href);
      to.searchParams.set("preview", Date.now());
      const fresh = old.cloneNode();
      fresh.href = to.href;
      fresh.onload = fresh.onerror = () => old.remove();
      old.after(fresh);
    }
  };
  // A page that changed is made the new one where it stands (patch.js), if all its scripts say that they cope; or else loaded.
  let patching = null; // the module
  let sent = null; // the page as it was sent
  const parse = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    return { parsed, told: parsed.querySelector(`script[src="${OWN}preview.js"]`)?.dataset ?? {} };
  };
  const fetched = async (cache) => {
    const answer = await fetch(location.href, { cache }).catch(() => null);
    return answer?.ok ? answer.text() : "";
  };
  const prepare = async () => {
    patching = await import(`${OWN}patch.js`).catch(() => null);
    for (const cache of ["force-cache", "no-cache"]) {
      const { parsed, told } = parse(await fetched(cache));
      if (!sent && told.digest === digest) sent = parsed;
      if (sent) return;
    }
  };
  const become = (html) => {
    const { parsed, told } = parse(html);
    if (told.page !== page || !told.digest || !sent || !patching?.canStay(sent, parsed)) return false;
    const state = lookAt();
    const known = new Set(all("details"));
    const target = location.hash && document.querySelector(":target");
    if (!patching.patchPage(sent, parsed)) return false;
    [sent, digest] = [parsed, told.digest];
    if (target && !target.isConnected) location.replace(location.hash);
    document.dispatchEvent(new CustomEvent("sitegen:page", { bubbles: true }));
    putBack(state, (one) => known.has(one));
    sources();
    relisten();
    return true;
  };
  let turn = 0;
  const renew = async (state) => {
    const own = ++turn;
    const html = state.html ?? (state.page && sent ? await fetched("no-cache") : "");
    if (own !== turn || state.page === digest) return;
    let isDone = false;
    try {
      isDone = html && become(html);
    } catch (error) {
      console.error(error);
    }
    if (!isDone) reload(`${state.page} ${state.look}`);
  };
  const hear = (state) => {
    pill("away");
    if (state.problems) {
      problems = state.problems;
      show(problems.errors > 0);
    }
    // The theme changed between this page and its first news.
    if (!files && state.look !== look) return reload(`${state.page} ${state.look}`);
    const news = Object.keys(state.files).filter((path) => files && files[path] !== undefined && files[path] !== state.files[path]);
    files = { ...files, ...state.files };
    if (news.some((path) => !path.endsWith(".css"))) return reload(JSON.stringify(state.files));
    if (state.page !== digest) renew(state);
    if (news.length) swap();
    ui.host.dataset.number = state.number;
  };
  let source = null;
  let pause = 250;
  let again = 0;
  let heardOf = [];
  const listen = () => {
    clearTimeout(again);
    source?.close();
    source = null;
    if (document.hidden) return; // a browser has six connections for a site: those who don't look leave theirs
    heardOf = used();
    const asked = new URLSearchParams([["page", page], ...heardOf.map((path) => ["file", path])]);
    source = new EventSource(`${OWN}events?${asked}`);
    source.onopen = () => (pause = 250);
    source.onmessage = (event) => hear(JSON.parse(event.data));
    source.onerror = () => {
      source?.close();
      pill("away", "The preview doesn’t answer", listen);
      again = setTimeout(listen, pause);
      pause = Math.min(2 * pause, 4000);
    };
  };

  const relisten = () => source && String(used()) !== String(heardOf) && listen();

  // --- cards lead to their sources ---

  const sources = async () => {
    const answer = await fetch(`${OWN}source?${new URLSearchParams({ page })}`).catch(() => null);
    if (!answer?.ok) return;
    const told = await answer.json();
    const named = ({ path, line }) => `${path}${line ? `:${line}` : ""}`;
    if (told.page) pill("source", named(told.page), () => open(told.page));
    for (const [id, at] of Object.entries(told.cards)) {
      const card = document.getElementById(id);
      card?.querySelector(":scope > sitegen-source")?.remove();
      if (card) shadow("sitegen-source", card).append(link(named(at), at));
    }
  };

  restore();
  listen();
  if (digest) sources();
  addEventListener("load", () => {
    relisten();
    if (digest) prepare();
  });
  addEventListener("visibilitychange", listen);
  addEventListener("pageshow", (event) => event.persisted && listen());
  addEventListener("pagehide", () => {
    source?.close();
    if (!isOurs) history.scrollRestoration = "auto";
  });
})();
