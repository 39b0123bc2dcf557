import markdownIt from "markdown-it";
import { claims, entities, partUrl, sources } from "./records.js";

const markdown = markdownIt({ html: true });
const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const SITE = "A generated archive";
const BASE = "https://archive.example.org";

export const esc = (text) => String(text).replace(/[&<>"']/g, (found) => escapes[found]);
export const some = (value, show) => (value === undefined || value === "" ? "" : show(value));
export const each = (list, show) => (list ?? []).map(show).join("");
export const md = (text) => markdown.render(text);
export const time = (date) => `<time datetime="${date.toISOString().slice(0, 10)}">${DAY.format(date)}</time>`;

const links = new Map();
export function entity(id) {
  if (!links.has(id)) links.set(id, id in entities ? `<a href="/entities/${id}/">${esc(entities[id].title)}</a>` : esc(id));
  return links.get(id);
}

export function evidence(entry) {
  const item = entry.id ? sources[entry.id] : entry;
  return `<li><a href="${esc(item.url)}">${esc(item.title)}</a> (${entity(item.publisher)}${some(item.relation, (x) => `, ${esc(x)}`)}; <a href="${esc(item.archived)}">archived copy</a>)</li>`;
}

export const history = (list) =>
  some(list, () => `<ul class="history">${each(list, (x) => `<li><time>${esc(x.date)}</time> ${esc(x.event ?? "")} ${esc(x.text ?? "")}${some(x.to, (to) => `: “${esc(to)}”`)}${some(x.source, (source) => ` <a href="${esc(source)}">source</a>`)}</li>`)}</ul>`);

export function claim(c) {
  const shared = claims[c.claim];
  return `<li class="claim"${some(c.id, (id) => ` id="${esc(id)}"`)}>
<blockquote>${esc(c.quote)}</blockquote>
${some(c.text, (text) => `<p>${esc(text)}</p>`)}
${some(c.speaker, (id) => `<p>Said by ${entity(id)}</p>`)}
${some(c.quoted_by, (ids) => `<p>Quoted by ${each(ids, (id) => `${entity(id)} `)}</p>`)}
${some(shared, () => `<p>Appears as <a href="/sharedclaims/${c.claim}/">${esc(shared.title)}</a>: <strong class="rating">${esc(shared.rating)}</strong>. ${esc(shared.verdict)}</p>`)}
${some(c.rating, (rating) => `<p><strong class="rating">${esc(rating)}</strong></p>`)}
${some(c.verdict, md)}
${some(c.evidence, (list) => `<ul class="evidence">${each(list, evidence)}</ul>`)}
${some(c.stance, (stance) => `<p>Later: ${esc(stance)}</p>`)}
${history(c.history)}
</li>`;
}

export const correction = (c) => `<li class="correction"><time>${esc(c.date)}</time> ${esc(c.kind ?? "correction")}${some(c.issued_by, (id) => ` by ${entity(id)}`)}
${some(c.quote, (quote) => `<blockquote>${esc(quote)}</blockquote>`)}
${some(c.was, (was) => `<p><del>${esc(was)}</del></p>`)}
${some(c.now, (now) => `<p><ins>${esc(now)}</ins></p>`)}
${some(c.note, md)}
${some(c.source, (source) => `<p><a href="${esc(source)}">source</a></p>`)}
${some(c.requested, (asked) => `<p>Requested ${esc(asked.date)} by ${entity(asked.by)}: ${esc(asked.outcome)}</p>`)}
</li>`;

export const note = (n) => `<li class="note">${esc(n.kind ?? "background")}${some(n.in, (where) => ` (in the ${esc(where)})`)}
<blockquote>${esc(n.quote)}</blockquote>
${some(n.neutral, (neutral) => `<p>Neutral wording: ${esc(neutral)}</p>`)}
<div>${md(n.note)}</div>
</li>`;

const row = (article) => `<li>${time(article.date)} <a href="${article.url}">${esc(article.data.title)}</a></li>`;

export function list(folder, part) {
  const link = (number, words) => `<a href="${partUrl(folder, part, number)}">${words}</a>`;
  const nav = `<nav class="pages">${part.number > 1 ? link(part.number - 1, "Newer") : ""} ${part.number} of ${part.count} ${part.number < part.count ? link(part.number + 1, "Older") : ""}</nav>`;
  return `<ul class="articles">${part.articles.map(row).join("\n")}</ul>${part.count > 1 ? nav : ""}`;
}

export const frame = (url, title, main, description) => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${url === "/" ? SITE : `${esc(title)} – ${SITE}`}</title>
${some(description, (text) => `<meta name="description" content="${esc(text)}">`)}
<link rel="canonical" href="${BASE}${url}">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/">${SITE}</a>
<nav><a href="/articles/">Articles</a> <a href="/entities/">Entities</a> <a href="/sharedclaims/">Claims</a> <a href="/pages/about/">About</a></nav>
</header>
<main>
<h1>${esc(title)}</h1>
${main}
</main>
<footer><a href="/pages/how-we-rate/">How we rate</a> <a href="/pages/corrections-policy/">Corrections policy</a></footer>
</body>
</html>
`;
