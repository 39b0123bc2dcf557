import { correction, each, entity, esc, evidence, frame, history, list, md, some } from "../layouts/parts.js";
import { claims, partUrl } from "../layouts/records.js";

export const data = {
  pagination: { data: "collections.claimParts", size: 1, alias: "part" },
  permalink: ({ part }) => partUrl("sharedclaims", part),
};

export function render({ part }) {
  const c = claims[part.id];
  return frame(partUrl("sharedclaims", part), c.title, `<p>Said by ${entity(c.speaker)}, ${esc(c.said_on)}</p>
<p><strong class="rating">${esc(c.rating)}</strong> ${esc(c.verdict)}</p>
<ul class="evidence">${each(c.evidence, evidence)}</ul>
${some(c.stance, (stance) => `<p>Later: ${esc(stance)}</p>`)}
${history(c.history)}
${md(c.body)}
${some(c.corrections, (found) => `<h2>Corrections of this review</h2><ol>${each(found, correction)}</ol>`)}
<h2>Appearances</h2>
${list("sharedclaims", part)}`);
}
