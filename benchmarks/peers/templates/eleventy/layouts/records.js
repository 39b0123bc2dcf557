import { readFileSync } from "node:fs";

const read = (name) => JSON.parse(readFileSync(new URL(`../records/${name}.json`, import.meta.url), "utf8"));

export const entities = read("entities");
export const claims = read("sharedclaims");
export const sources = read("sources");

/** Id → the articles that list it; `field` is a name in their front matter or a function of the article. */
export function byTag(articles, field) {
  const found = new Map();
  for (const article of articles) {
    const ids = typeof field === "function" ? field(article) : article.data[field] ?? [];
    for (const id of ids) {
      if (!found.has(id)) found.set(id, []);
      found.get(id).push(article);
    }
  }
  return found;
}

/** The pages of one list: 100 articles each. */
export function inParts(id, articles) {
  const count = Math.max(1, Math.ceil(articles.length / 100));
  return Array.from({ length: count }, (_, part) => ({
    id,
    number: part + 1,
    count,
    articles: articles.slice(part * 100, part * 100 + 100),
  }));
}

/** The address of one of these pages. */
export const partUrl = (folder, part, number = part.number) =>
  `/${folder}/${part.id}/` + (number > 1 ? `page/${number}/` : "");
