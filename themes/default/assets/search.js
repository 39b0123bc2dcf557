// The search page: our own code on Pagefind's worker, which does the searching in the browser.
//
// All state is in the address (?q=…&kind=claim&rating=false&n=20): typing replaces it, a submitted search, a filter or the Back
// button moves through it. Words are looked up twice: documents that hold exactly them come first, those that Pagefind finds by
// similar words below. The index comes in shards, each searched by itself and the results merged here; one that can't be had is
// done without. Text from the index is only ever put in as text.
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
  const FETCHED = 3; // of them, those fetched at once, and again whenever their end comes into sight: each is a request
  const SUBS = 4; // annotations shown below one document
  const FOLD = 8; // values of a filter that are always shown
  const WAIT = 150; // ms without a key before a search starts
  const FILTERS = ["kind", "rating", "stance", "publisher", "year", "language", "type"];

  const ANNOTATIONS = { h2: "claim", h3: "correction", h4: "note" }; // by the heading of their part of a document

  let isPartial = false; // whether some of the index could not be had

  // Every word a reader sees; a theme replaces them with data-strings='{"more": "…"}'. "kind:claim" may name a filter's value.
  const strings = {
    more: "More results",
    moreValues: "More",
    similar: "Similar words",
    none: "Nothing found for “{q}”.",
    exact: "{n} results for “{q}”.",
    exactOne: "1 result for “{q}”.",
    bothOne: "1 result for “{q}”, {m} more with similar words.",
    both: "{n} results for “{q}”, {m} more with similar words.",
    similarOnly: "Nothing has exactly “{q}”; {m} with similar words.",
    noWord: "Type at least one word.",
    file: "Search needs a web server: this page was opened from a disk. In its folder run “python3 -m http.server”, or put it on any web server.",
    broken: "Search isn’t available: its index could not be loaded.",
    partly: "Part of the index could not be reached; there may be more.",
    stance: "Position",
    "stance:maintained": "No change",
    ...JSON.parse(form.dataset.strings || "{}"),
  };
  const say = (key, values = {}) => {
    const text = strings[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
    status.textContent = isPartial && key !== "broken" ? `${text} ${strings.partly}` : text;
  };
  const languageName = (tag) => {
    try {
      return new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(tag);
    } catch {
      return tag;
    }
  };
  const label = (key, value) => {
    const name = key === "language" ? languageName : String;
    const text = value === undefined ? (strings[key] ?? key) : (strings[`${key}:${value}`] ?? name(value));
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
    // A single value leaves nothing to choose; but what the address asks for can be taken back.
    for (const group of filterBox?.children ?? []) {
      group.hidden = group.querySelectorAll("input").length < 2 && !group.querySelector("input:checked");
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
  //
  // `shards.json` names the worker, which has the program in it, and for each shard the file it starts with: [[name, size], …], a line's end,
  // and the contents of those files; and, if there are many shards, the file that has all these, one after the other.
  // What is in them is handed to the worker, which would otherwise fetch each by itself.

  const lose = (error) => {
    isPartial = true;
    console.warn(error);
  };
  const get = async (address, options) => {
    const response = await fetch(address, options);
    if (!response.ok) throw new Error(`${response.status} ${address}`);
    return response;
  };
  const bytes = async (address) => new Uint8Array(await (await get(address)).arrayBuffer());
  const unpackStart = (data, folder) => {
    const end = data.indexOf(10);
    const sizes = JSON.parse(new TextDecoder().decode(data.subarray(0, end)));
    let at = end + 1;
    const files = sizes.map(([name, size]) => [new URL(name, folder).href, data.slice(at, (at += size))]);
    if (at !== data.length) throw new Error(`${folder} is damaged`);
    return files;
  };
  // Pagefind's worker: {id, instanceId, method, args} is answered by {id, result} or {id, error}.
  const startWorker = (address) => {
    const worker = new Worker(address);
    const waiting = new Map();
    let count = 0;
    let failure;
    const settle = (id, done) => {
      const promise = waiting.get(id);
      waiting.delete(id);
      if (promise) done(promise);
    };
    worker.addEventListener("message", ({ data: { id, result, error, lost } }) => {
      if (lost) lose(lost);
      else settle(id, (promise) => (error ? promise.reject(new Error(error)) : promise.resolve(result)));
    });
    worker.addEventListener("error", (event) => {
      failure = new Error(event.message || `${address} can’t be run`);
      for (const id of [...waiting.keys()]) settle(id, ({ reject }) => reject(failure));
    });
    const call = (instanceId, method, ...args) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.set(++count, { resolve, reject });
        worker.postMessage({ id: count, instanceId, method, args });
      });
    return { worker, call };
  };
  const startShard = async ({ worker, call }, shard, language) => {
    worker.postMessage({ keep: shard.files });
    await call(shard.name, "init", {
      basePath: shard.folder.pathname,
      baseUrl: root.pathname,
      language,
      excerptLength: 24,
      ranking: { metaWeights: { title: 5, entities: 2 } },
    });
    shard.filters = await call(shard.name, "filters");
    shard.call = (...args) => call(shard.name, ...args);
    // What the worker keeps for a result goes with the result.
    const gone = new FinalizationRegistry((id) => shard.call("releaseData", id));
    shard.search = async (...args) => {
      const found = await shard.call("search", ...args);
      for (const result of found.results) gone.register(result, result.data);
      return found;
    };
    return shard;
  };
  const kept = async (promises) => {
    const ended = await Promise.allSettled(promises);
    for (const { reason } of ended) if (reason) lose(reason);
    return ended.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
  };

  let client;
  let loading;
  const load = () =>
    (loading ??= (async () => {
      isPartial = false;
      const index = await (await get(new URL("shards.json", bundle), { cache: "no-cache" })).json();
      if (!index.shards.length) return [];
      client?.worker.terminate();
      client = startWorker(new URL(index.worker, bundle).href);
      const all = index.starts && (await bytes(new URL(index.starts, bundle).href).catch(() => null));
      let at = 0;
      const starts = index.shards.map(async ({ folder: name, start, size }) => {
        const folder = new URL(`${name}/`, bundle);
        const part = all?.subarray(at, (at += size));
        const data = part?.length === size ? part : await bytes(new URL(start, folder).href);
        return { name, folder, files: unpackStart(data, folder) };
      });
      const shards = await kept(starts);
      // The first brings the program to life for all.
      const ready = [];
      while (shards.length && !ready.length) {
        ready.push(...(await kept([startShard(client, shards.shift(), index.language)])));
      }
      ready.push(...(await kept(shards.map((shard) => startShard(client, shard, index.language)))));
      if (!ready.length) throw new Error("no shard of the index can be reached");
      makeFilters(addUp(ready.map((shard) => shard.filters)));
      return ready;
    })().catch((error) => {
      loading = undefined;
      throw error;
    }));

  // Counts of filters' values, {filter: {value: n}}, added up over shards.
  const addUp = (counts) => {
    const sum = {};
    for (const one of counts) {
      for (const [key, values] of Object.entries(one ?? {})) {
        sum[key] ??= {};
        for (const [value, n] of Object.entries(values)) sum[key][value] = (sum[key][value] ?? 0) + n;
      }
    }
    return sum;
  };

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
  const find = async (shards, { q, filters }) => {
    const options = { filters: any(filters) };
    const quoted = [...q.matchAll(/["“”]([^"“”]+)["“”]/g)].map((match) => match[1]).filter(hasWord);
    const single = q.replace(/["“”][^"“”]+["“”]/g, " ").split(/\s+/).filter(hasWord);
    const plain = q.replace(/["“”]/g, " ");
    const findIn = async (shard) => {
      const exactly = async (text) => {
        const { results } = await shard.search(`"${text.replace(/["“”]/g, "")}"`, options);
        return new Set(results.map((result) => result.id));
      };
      const [full, required, wanted, counts] = await Promise.all([
        shard.search(plain, options),
        Promise.all(quoted.map(exactly)),
        Promise.all(single.map(exactly)),
        // A filter's own counts are those without it: what choosing another of its values would add.
        Promise.all(
          Object.keys(filters).map(async (key) => {
            const { [key]: _, ...others } = filters;
            return [key, (await shard.search(plain, { filters: any(others) })).filters[key]];
          }),
        ),
      ]);
      return {
        found: full.results
          .filter(({ id }) => required.every((ids) => ids.has(id)))
          .map((result) => ({ shard, result, isExact: wanted.every((ids) => ids.has(result.id)) })),
        counts: { ...full.filters, ...Object.fromEntries(counts.map(([key, values]) => [key, values ?? {}])) },
      };
    };
    const parts = await kept(shards.map(findIn));
    if (shards.length && !parts.length) throw new Error("no shard of the index can be searched");
    const found = parts.flatMap((part) => part.found).sort((a, b) => b.result.score - a.result.score);
    return {
      exact: found.filter(({ isExact }) => isExact),
      similar: found.filter(({ isExact }) => !isExact),
      counts: addUp(parts.map((part) => part.counts)),
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
    if (data.meta.draft) title.append(" ", element("span", "draft", form.dataset.draft));
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
        const kind = ANNOTATIONS[sub.anchor.element];
        const title = kind ? `${label("kind", kind)}: ${sub.title}` : sub.title;
        return element("li", "", link(place.href, title), marked(sub.excerpt));
      });
      item.append(element("ol", "sg-subs", ...rows));
    }
    return item;
  };

  const more = element("button", "sg-more", strings.more);
  Object.assign(more, { type: "button", hidden: true });
  const bottom = element("div"); // of the list: empty, to be watched
  list.after(bottom, more);

  // The results as items, without those whose document can't be fetched.
  const makeItems = async (results) => {
    const loaded = await kept(
      results.map(async ({ shard, result, isExact }) => ({ isExact, data: await shard.call("getData", result.data) })),
    );
    const made = (wanted) => loaded.filter(({ isExact }) => isExact === wanted).map(({ data }) => makeResult(data));
    return { exact: made(true), similar: made(false) };
  };
  let below; // the list of those with similar words, once there is one
  const append = ({ exact, similar }) => {
    list.append(...exact);
    if (!similar.length) return;
    if (!below?.isConnected) {
      below = element("ol");
      list.append(element("li", "sg-similar", element("h2", "", strings.similar), below));
    }
    below.append(...similar);
  };

  let latest = 0; // the search whose answer may still be shown
  let watcher; // waits for the end of the list to come into sight
  const run = async (state, focusAt = -1) => {
    const turn = ++latest;
    watcher?.disconnect();
    if (!hasWord(state.q)) {
      list.replaceChildren();
      more.hidden = true;
      countFilters(null);
      return say("noWord");
    }
    list.setAttribute("aria-busy", "true");
    try {
      const shards = await load();
      const { exact, similar, counts } = await find(shards, state);
      const results = [...exact, ...similar];
      const shown = results.slice(0, state.n);
      let fetched = state.n > STEP ? shown.length : FETCHED;
      const items = await makeItems(shown.slice(0, fetched));
      if (turn !== latest) return;
      list.replaceChildren();
      append(items);
      const n = exact.length, m = similar.length, q = state.q.trim();
      const sayFound = () =>
        say(n ? (m ? "both" : "exact") + (n === 1 ? "One" : "") : m ? "similarOnly" : "none", { q, n, m });
      const end = () => {
        more.hidden = results.length <= state.n;
        sayFound();
      };
      countFilters(counts);
      more.hidden = true;
      sayFound();
      const watch = () => {
        if (shown.length <= fetched) return end();
        const come = async (entries) => {
          if (!entries.some((entry) => entry.isIntersecting)) return;
          observer.disconnect();
          const items = await makeItems(shown.slice(fetched, (fetched += FETCHED)));
          if (turn !== latest) return;
          append(items);
          watch();
        };
        const observer = new IntersectionObserver(come, { rootMargin: "50px" });
        watcher = observer;
        observer.observe(bottom);
      };
      watch();
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
