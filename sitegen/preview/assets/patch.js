// Makes the page on the screen another one by changing only what differs: all else stays as its reader has it.
//
// Three trees: `live` is on the screen, `old` is what was sent for it, `now` is what is sent for the new page. Where `old` and
// `now` are equal nothing is touched, whatever scripts made of it; where `live` isn't built like `old` any more, the part is
// replaced as a whole.

const WHOLE = new Set("SCRIPT NOSCRIPT TEMPLATE IFRAME OBJECT VIDEO AUDIO SELECT TEXTAREA".split(" "));
const MOST = 250_000; // pairs of children that are compared; beyond, only beginning and end are

const isOurs = (node) =>
  node.nodeName.startsWith("SITEGEN-") ||
  (node.nodeName === "SCRIPT" && (node.getAttribute("src") ?? "").startsWith("/__sitegen/"));
const children = (node) => [...node.childNodes].filter((one) => !isOurs(one));
const nameOf = (node) => `${node.nodeName} ${node.getAttribute?.("id") ?? ""}`;
const textOf = (node) => node.outerHTML ?? `${node.nodeName} ${node.data}`;

// Whether the scripts of a page live on when the page becomes the other: they are the same, and each says that it copes.
export const canStay = (old, now) => {
  const runs = (script) => !script.type || script.type === "module" || /(java|ecma)script/i.test(script.type);
  const scripts = (page) => [...page.querySelectorAll("script")].filter((one) => runs(one) && !isOurs(one));
  const fixed = (page) => [...page.querySelectorAll("link[rel~=stylesheet], base, meta[http-equiv], meta[charset]")];
  const told = (nodes) => nodes.map(textOf).join("\n");
  return (
    scripts(now).every((one) => one.dataset.preview === "keep") &&
    told(scripts(old)) === told(scripts(now)) &&
    told(fixed(old)) === told(fixed(now))
  );
};

// The live nodes that the children of `old` became; null if they are others now. What scripts put behind them isn't counted.
const matching = (live, old) => {
  const nodes = children(live).slice(0, old.length);
  const isSame = nodes.length === old.length && nodes.every((one, n) => one.nodeName === old[n].nodeName);
  return isSame ? nodes : null;
};

// For each child of the new page the number of the old child that becomes it, or -1; the numbers rise.
const pairs = (old, now) => {
  const found = now.map(() => -1);
  let start = 0;
  while (start < old.length && start < now.length && old[start].isEqualNode(now[start])) found[start] = start++;
  let end = 0;
  const rest = Math.min(old.length, now.length) - start;
  while (end < rest && old.at(-1 - end).isEqualNode(now.at(-1 - end))) found[now.length - ++end] = old.length - end;
  const [a, b] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
  for (const [m, n] of common(a.map(textOf), b.map(textOf))) found[start + n] = start + m;
  // Between those that are equal, the next of the same name and id becomes the new one.
  let next = start;
  for (let n = start; n < now.length - end; n++) {
    if (found[n] >= 0) next = found[n] + 1;
    else {
      const later = found.slice(n).find((m) => m >= 0) ?? old.length;
      const at = old.slice(next, later).findIndex((one) => nameOf(one) === nameOf(now[n]));
      if (at >= 0) next = 1 + (found[n] = next + at);
    }
  }
  return found;
};

// The longest common subsequence of two lists, as pairs of places.
const common = (a, b) => {
  if (a.length * b.length > MOST) return [];
  const longest = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let m = a.length - 1; m >= 0; m--)
    for (let n = b.length - 1; n >= 0; n--)
      longest[m][n] = a[m] === b[n] ? 1 + longest[m + 1][n + 1] : Math.max(longest[m + 1][n], longest[m][n + 1]);
  const found = [];
  for (let m = 0, n = 0; m < a.length && n < b.length; ) {
    if (a[m] === b[n]) found.push([m++, n++]);
    else if (longest[m + 1][n] >= longest[m][n + 1]) m++;
    else n++;
  }
  return found;
};

const copy = (node) => document.importNode(node, true);

const patchAttributes = (live, old, now) => {
  for (const { name } of old.attributes) if (!now.hasAttribute(name)) live.removeAttribute(name);
  for (const { name, value } of now.attributes) if (old.getAttribute(name) !== value) live.setAttribute(name, value);
};

const patchChildren = (live, old, now) => {
  const nodes = matching(live, old);
  if (!nodes) {
    live.replaceChildren(...now.map(copy));
    return;
  }
  let next = nodes.length ? nodes.at(-1).nextSibling : live.firstChild;
  const found = pairs(old, now);
  const kept = new Set(found);
  nodes.forEach((node, m) => kept.has(m) || node.remove());
  for (let n = now.length - 1; n >= 0; n--) {
    const m = found[n];
    next = m < 0 ? live.insertBefore(copy(now[n]), next) : patch(nodes[m], old[m], now[n]);
  }
};

// Gives the node that is there now.
const patch = (live, old, now) => {
  if (old.isEqualNode(now)) return live;
  if (WHOLE.has(live.nodeName)) {
    const made = copy(now);
    live.replaceWith(made);
    return made;
  }
  if (live.nodeType !== Node.ELEMENT_NODE) {
    live.data = now.data;
    return live;
  }
  patchAttributes(live, old, now);
  patchChildren(live, children(old), children(now));
  return live;
};

// Make the document, for which `old` was sent, the page `now`. False: it can't be known what its head became.
export const patchPage = (old, now) => {
  if (!matching(document.head, children(old.head))) return false;
  patchAttributes(document.documentElement, old.documentElement, now.documentElement);
  patch(document.head, old.head, now.head);
  patch(document.body, old.body, now.body);
  return true;
};
