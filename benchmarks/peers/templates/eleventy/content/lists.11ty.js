import { esc, frame } from "../layouts/parts.js";
import { claims, entities } from "../layouts/records.js";

export const data = {
  lists: [
    { folder: "articles", title: "Articles" },
    { folder: "entities", title: "Entities", records: entities },
    { folder: "sharedclaims", title: "Sharedclaims", records: claims },
  ],
  pagination: { data: "lists", size: 1, alias: "shown" },
  permalink: ({ shown }) => `/${shown.folder}/`,
};

const byTitle = ([, a], [, b]) => (a.title < b.title ? -1 : 1);

export function render({ shown, collections }) {
  const rows = shown.records
    ? Object.entries(shown.records).sort(byTitle).map(([id, record]) => [id, record.title])
    : collections.yearParts.filter((part) => part.number === 1).map((part) => [part.id, part.id]);
  const items = rows.map(([id, words]) => `<li><a href="/${shown.folder}/${id}/">${esc(words)}</a></li>`);
  return frame(`/${shown.folder}/`, shown.title, `<ul>${items.join("\n")}</ul>`);
}
