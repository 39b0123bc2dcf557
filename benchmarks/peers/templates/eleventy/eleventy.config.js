import { byTag, claims, entities, inParts } from "./layouts/records.js";

export default function (config) {
  config.setUseGitIgnore(false);
  // The pages of a thing that articles list: 100 articles to a page, at least one page.
  const parts = (records, field) => (api) => {
    const found = byTag(articles(api), field);
    return Object.keys(records).flatMap((id) => inParts(id, found.get(id) ?? []));
  };
  const articles = (api) => api.getFilteredByGlob("content/articles/**/*.md").reverse();
  config.addCollection("articles", articles);
  config.addCollection("entityParts", parts(entities, "entities"));
  config.addCollection("claimParts", parts(claims, "sharedclaims"));
  config.addCollection("yearParts", (api) => {
    const found = byTag(articles(api), (article) => [String(article.date.getUTCFullYear())]);
    return [...found].flatMap(([year, pages]) => inParts(year, pages));
  });
}

export const config = {
  dir: { input: "content", includes: "../layouts" },
  markdownTemplateEngine: false,
};
