import { each, entity, esc, frame, list, md, some } from "../layouts/parts.js";
import { entities, partUrl } from "../layouts/records.js";

export const data = {
  pagination: { data: "collections.entityParts", size: 1, alias: "part" },
  permalink: ({ part }) => partUrl("entities", part),
};

export function render({ part }) {
  const e = entities[part.id];
  return frame(partUrl("entities", part), e.title, `<p>${esc(e.kind)}. ${esc(e.description)}</p>
${e.aliases_shown.length ? `<p>Also: ${esc(e.aliases_shown.join(", "))}</p>` : ""}
${some(e.ownership, (text) => `<p>${esc(text)}</p>`)}
${some(e.parent, (id) => `<p>Part of ${entity(id)}</p>`)}
${each(e.roles, (r) => `<p>${esc(r.role)} at ${entity(r.at)}, ${r.from}–${r.to}</p>`)}
${each(e.same_as, (url) => `<p><a href="${esc(url)}">${esc(url)}</a></p>`)}
${md(e.body)}
<h2>Articles</h2>
${list("entities", part)}`, e.description);
}
