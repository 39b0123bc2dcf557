import { frame } from "./parts.js";

export const render = (data) => frame(data.page.url, data.title, data.content);
