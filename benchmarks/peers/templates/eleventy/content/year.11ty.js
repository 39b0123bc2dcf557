import { frame, list } from "../layouts/parts.js";
import { partUrl } from "../layouts/records.js";

export const data = {
  pagination: { data: "collections.yearParts", size: 1, alias: "part" },
  permalink: ({ part }) => partUrl("articles", part),
};

export const render = ({ part }) => frame(partUrl("articles", part), part.id, list("articles", part));
