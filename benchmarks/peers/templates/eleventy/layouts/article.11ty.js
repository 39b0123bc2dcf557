import { claim, correction, each, entity, esc, frame, note, some, time } from "./parts.js";

const section = (title, tag, list, show) =>
  some(list, () => `<section><h2>${title}</h2><${tag}>${each(list, show)}</${tag}></section>`);

export function render(data) {
  const { source, review } = data;
  return frame(data.page.url, data.title, `<article>
<p>${entity(data.publisher)}, ${time(data.page.date)}${some(data.author, (id) => `, by ${entity(id)}`)}</p>
<p><a href="${esc(source.url)}">Original</a>, <a href="${esc(source.archived)}">archived copy</a>, accessed ${esc(source.accessed)}</p>
${data.content}
${section("Claims", "ol", data.claims, claim)}
${section("Corrections", "ol", data.corrections, correction)}
${section("Context", "ol", data.context, note)}
${section("Entities", "ul", data.entities, (id) => `<li>${entity(id)}</li>`)}
<p>Review: ${esc(review.status)} by ${entity(review.by)}, second reader ${entity(review.reviewed_by)}, ${esc(review.date)}</p>
</article>`);
}
