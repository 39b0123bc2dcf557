// The search page: our own code on Pagefind's library, which does the searching in the browser.
//
// All state is in the address (?q=…&kind=claim&rating=false&n=20): typing replaces it, a submitted search, a filter or the Back
// button moves through it. Words are looked up twice: documents that hold exactly them come first, those that Pagefind finds by
// similar words below. Text from the index is only ever put in as text.
(() => {
  "use strict";
  const form = document.querySelector("form.search-form[data-bundle]");
  const list = document.getElementById("sg-results");
  const status = document.getElementById("sg-status");
  if (!form || !list || !status) return;
  const input = form.elements.namedItem("q");
  const filterBox = document.getElementById("sg-filters");
  const bundle = new URL(form.dataset.bundle, location.href);
  const root = new URL(form.dataset.root, location.href);

  const STEP = 10; // documents shown at first, and added by each "More results"
  const SUBS = 4; // annotations shown below one document
  const FOLD = 8; // values of a filter that are always shown
  const WAIT = 150; // ms without a key before a search starts
  const FILTERS = ["kind", "rating", "publisher", "year", "type"];

  // Every word a reader sees; a theme replaces them with data-strings='{"more": "…"}'. "kind:claim" may name a filter's value.
  const strings = {
    more: "More results",
    moreValues: "More",
    similar: "Similar words",
    none: "Nothing found for “{q}”.",
    exact: "{n} results for “{q}”.",
    exactOne: "1 result for “{q}”.",
    both: "{n} results for “{q}”, {m} more with similar words.",
    similarOnly: "Nothing has exactly “{q}”; {m} with similar words.",
    noWord: "Type at least one word.",
    file: "Search needs a web server: this page was opened from a disk. In its folder run “python3 -m http.server”, or put it on any web server.",
    broken: "Search isn’t available: its index could not be loaded.",
    ...JSON.parse(form.dataset.strings || "{}"),
  };
  const say = (key, values = {}) =>
    (status.textContent = strings[key].replace(/\{(\w+)\}/g, (_, name) => values[name]));
  const label = (key, value) => {
    const text = value === undefined ? (strings[key] ?? key) : (strings[`${key}:${value}`] ?? value);
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  const element = (tag, className, ...children) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };

  if (location.protocol === "file:") {
    say("file");
    form.addEventListener("submit", (event) => event.preventDefault());
    return;
  }

  // --- State: what is asked for. The address is its only home; the form shows it.

  const read = () => {
    const params = new URLSearchParams(location.search);
    const filters = {};
    for (const [key, value] of params) if (key !== "q" && key !== "n") (filters[key] ??= []).push(value);
    return { q: params.get("q") ?? "", filters, n: Math.min(Math.max(Number(params.get("n")) || STEP, STEP), 1000) };
  };
  const address = (state) => {
    const params = new URLSearchParams();
    if (state.q) params.set("q", state.q);
    for (const [key, values] of Object.entries(state.filters)) for (const value of values) params.append(key, value);
    if (state.n > STEP) params.set("n", state.n);
    const query = params.toString();
    return location.pathname + (query && `?${query}`);
  };
  const asked = () => {
    const filters = {};
    for (const box of filterBox?.querySelectorAll("input:checked") ?? []) (filters[box.name] ??= []).push(box.value);
    // Until the filters are loaded, those in the address have no boxes yet.
    return { q: input.value, filters: boxes ? filters : read().filters, n: STEP };
  };
  const show = (state) => {
    if (input.value !== state.q) input.value = state.q;
    for (const box of filterBox?.querySelectorAll("input") ?? []) {
      box.checked = (state.filters[box.name] ?? []).includes(box.value);
    }
  };
  let settled = location.href; // the address that Back should lead to; typing overwrites the visible one
  const commit = (state) => {
    const next = new URL(address(state), location.href).href;
    if (next === settled) return history.replaceState(null, "", next);
    history.replaceState(null, "", settled);
    history.pushState(null, "", next);
    settled = next;
  };

  // --- The index, loaded when it is first needed; after a failure the next search tries again.

  let loading;
  const load = () =>
    (loading ??= (async () => {
      const pagefind = await import(new URL("pagefind.js", bundle).href);
      await pagefind.options({
        baseUrl: root.pathname,
        excerptLength: 24,
        ranking: { metaWeights: { title: 5, entities: 2 } },
      });
      await pagefind.init();
      makeFilters(await pagefind.filters());
      return pagefind;
    })().catch((error) => {
      loading = undefined;
      throw error;
    }));

  // --- Filters: one fieldset each, made once, so that the focus stays where it is; later only their counts change.

  let boxes;
  const makeFilters = (found) => {
    if (boxes || !filterBox) return;
    boxes = [];
    const rank = (key) => (FILTERS.indexOf(key) + FILTERS.length + 1) % (FILTERS.length + 1);
    for (const key of Object.keys(found).sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))) {
      const values = Object.entries(found[key]).sort(([a, m], [b, n]) =>
        key === "year" ? b.localeCompare(a) : n - m || a.localeCompare(b),
      );
      if (!values.length) continue;
      const group = element("fieldset", `sg-filter sg-filter-${key}`, element("legend", "", label(key)));
      const rest = element("details", "", element("summary", "", strings.moreValues));
      values.forEach(([value], place) => {
        const box = element("input");
        Object.assign(box, { type: "checkbox", name: key, value });
        const count = element("span", "sg-count");
        const row = element("label", "", box, " ", label(key, value), " ", count);
        (place < FOLD ? group : rest).append(row);
        boxes.push({ key, value, box, count, row });
      });
      if (values.length > FOLD) group.append(rest);
      filterBox.append(group);
    }
    show(read());
    for (const { box } of boxes) if (box.checked && box.closest("details")) box.closest("details").open = true;
  };
  const countFilters = (counts) => {
    for (const { key, value, box, count, row } of boxes ?? []) {
      const n = counts?.[key]?.[value] ?? 0;
      count.textContent = counts ? `(${n})` : "";
      // What would give nothing is out of the way, unless it is what was chosen.
      row.hidden = Boolean(counts) && n === 0 && !box.checked;
    }
  };

  // --- Searching

  const hasWord = (text) => /[\p{L}\p{N}]/u.test(text);
  const any = (filters) =>
    Object.fromEntries(Object.entries(filters).map(([key, values]) => [key, { any: values }]));

  // Documents with exactly these words, documents with similar ones, and how many each filter would leave.
  const find = async (pagefind, { q, filters }) => {
    const options = { filters: any(filters) };
    const quoted = [...q.matchAll(/["“”]([^"“”]+)["“”]/g)].map((match) => match[1]).filter(hasWord);
    const single = q.replace(/["“”][^"“”]+["“”]/g, " ").split(/\s+/).filter(hasWord);
    const exactly = async (text) => {
      const { results } = await pagefind.search(`"${text.replace(/["“”]/g, "")}"`, options);
      return new Set(results.map((result) => result.id));
    };
    const plain = q.replace(/["“”]/g, " ");
    const [full, required, wanted, counts] = await Promise.all([
      pagefind.search(plain, options),
      Promise.all(quoted.map(exactly)),
      Promise.all(single.map(exactly)),
      // A filter's own counts are those without it: what choosing another of its values would add.
      Promise.all(
        Object.keys(filters).map(async (key) => {
          const { [key]: _, ...others } = filters;
          return [key, (await pagefind.search(plain, { filters: any(others) })).filters[key]];
        }),
      ),
    ]);
    const found = full.results.filter(({ id }) => required.every((ids) => ids.has(id)));
    const isExact = ({ id }) => wanted.every((ids) => ids.has(id));
    return {
      exact: found.filter(isExact),
      similar: found.filter((result) => !isExact(result)),
      counts: { ...full.filters, ...Object.fromEntries(counts) },
    };
  };

  // --- Showing. Pagefind's excerpts escape < and > and add <mark>; everything else in them is text.

  const marked = (excerpt) => {
    const paragraph = element("p", "sg-excerpt");
    excerpt.split(/<(\/?)mark>/).forEach((part, place, parts) => {
      if (place % 2) return;
      const text = part.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
      if (text) paragraph.append(place && parts[place - 1] === "" ? element("mark", "", text) : text);
    });
    return paragraph;
  };
  const link = (href, text) => Object.assign(element("a", "", text), { href });
  const makeResult = (data) => {
    const url = new URL(data.raw_url ?? data.url, root);
    const title = element("p", "sg-title", link(url.href, data.meta.title || decodeURI(url.pathname)));
    const about = ["kind", "year", "publisher"]
      .filter((key) => data.filters?.[key]?.length)
      .map((key) => data.filters[key].map((value) => label(key, value)).join(", "));
    const item = element("li", "sg-result", title);
    if (about.length) item.append(element("p", "sg-about", about.join(" · ")));
    const cards = (data.sub_results ?? []).filter((sub) => sub.anchor?.id);
    const own = (data.sub_results ?? []).find((sub) => !sub.anchor?.id);
    if (own || !cards.length) item.append(marked((own ?? data).excerpt));
    if (cards.length) {
      const rows = cards.slice(0, SUBS).map((sub) => {
        const place = new URL(url);
        place.hash = sub.anchor.id;
        return element("li", "", link(place.href, sub.title), marked(sub.excerpt));
      });
      item.append(element("ol", "sg-subs", ...rows));
    }
    return item;
  };

  const more = element("button", "sg-more", strings.more);
  Object.assign(more, { type: "button", hidden: true });
  list.after(more);

  let latest = 0; // the search whose answer may still be shown
  const run = async (state, focusAt = -1) => {
    const turn = ++latest;
    if (!hasWord(state.q)) {
      list.replaceChildren();
      more.hidden = true;
      countFilters(null);
      return say("noWord");
    }
    list.setAttribute("aria-busy", "true");
    try {
      const pagefind = await load();
      const { exact, similar, counts } = await find(pagefind, state);
      const shown = [...exact, ...similar].slice(0, state.n);
      const loaded = await Promise.all(shown.map((result) => result.data()));
      if (turn !== latest) return;
      const items = loaded.map(makeResult);
      const below = items.splice(exact.length);
      if (below.length) {
        items.push(element("li", "sg-similar", element("h2", "", strings.similar), element("ol", "", ...below)));
      }
      list.replaceChildren(...items);
      more.hidden = exact.length + similar.length <= state.n;
      countFilters(counts);
      const n = exact.length, m = similar.length;
      say(n ? (m ? "both" : n === 1 ? "exactOne" : "exact") : m ? "similarOnly" : "none", { q: state.q.trim(), n, m });
      if (focusAt >= 0) list.querySelectorAll(".sg-title a")[focusAt]?.focus();
    } catch (error) {
      if (turn !== latest) return;
      console.error(error);
      list.replaceChildren();
      more.hidden = true;
      say("broken");
    } finally {
      if (turn === latest) list.removeAttribute("aria-busy");
    }
  };

  // --- Events

  let timer;
  const now = (state, focusAt) => {
    clearTimeout(timer);
    return run(state, focusAt);
  };
  input.addEventListener("input", () => {
    const state = asked();
    history.replaceState(null, "", address(state));
    clearTimeout(timer);
    timer = setTimeout(run, WAIT, state);
  });
  // Whoever goes to the field will search: the index comes meanwhile. If it doesn't, the search will say so.
  input.addEventListener("focus", () => load().catch(() => {}), { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const state = asked();
    commit(state);
    now(state);
  });
  filterBox?.addEventListener("change", () => {
    const state = asked();
    commit(state);
    now(state);
  });
  more.addEventListener("click", () => {
    const before = read();
    const state = { ...before, n: before.n + STEP };
    history.replaceState(null, "", address(state));
    settled = location.href;
    now(state, before.n);
  });
  addEventListener("popstate", () => {
    settled = location.href;
    show(read());
    now(read());
  });
  // Browsers put old text back into fields when a page is shown again; the address knows better.
  addEventListener("pageshow", () => show(read()));

  show(read());
  if (read().q) run(read());
})();
