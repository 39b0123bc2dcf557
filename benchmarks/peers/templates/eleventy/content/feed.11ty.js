import { esc } from "../layouts/parts.js";

const BASE = "https://archive.example.org";

export const data = { permalink: "/index.xml", eleventyExcludeFromCollections: true };

export const render = ({ collections }) => `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>A generated archive</title><link>${BASE}/</link><description></description>
${collections.articles.slice(0, 50).map((article) => `<item><title>${esc(article.data.title)}</title><link>${BASE}${article.url}</link><pubDate>${article.date.toUTCString()}</pubDate><description>${esc(article.content)}</description></item>`).join("\n")}
</channel></rss>
`;
