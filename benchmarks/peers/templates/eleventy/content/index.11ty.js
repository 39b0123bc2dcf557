import { esc, frame } from "../layouts/parts.js";

export function render({ collections }) {
  const years = collections.yearParts.filter((part) => part.number === 1);
  return frame("/", "A generated archive", `<ul>${years.map((part) => `<li><a href="/articles/${part.id}/">${part.id}</a></li>`).join("")}</ul>
<ul>${collections.articles.slice(0, 50).map((article) => `<li><a href="${article.url}">${esc(article.data.title)}</a></li>`).join("")}</ul>`);
}
