// Cards for names of people and places, where the theme asks for them: what the name's own page says at its beginning.
//
// `site.js` brings this module when a name is first pointed at or tabbed to, and then tells it of that again.
// A card comes for the pointer and for the keyboard, stays while either is on the name or the card, and goes with Escape. It is
// fetched when it is first wanted; where it can't be had, the link is a link.
const WAIT = 300; // ms before a card comes, and before it goes: the way from the name to the card takes some
const GAP = 6;

const card = document.createElement("div");
Object.assign(card, { id: "sg-hover", className: "hover", hidden: true });
card.setAttribute("role", "tooltip");
(document.querySelector("main") ?? document.body).append(card); // all that a page says is in a landmark

const known = new Map(); // address → what its card says, once it has been asked for
const read = (address) => {
  if (!known.has(address)) {
    const parts = fetch(address).then(async (response) => {
      if (!response.ok) throw new Error(`${response.status} ${address}`);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const text = (selector) => page.querySelector(`main ${selector}`)?.textContent.trim() ?? "";
      const name = page.querySelector("main h1");
      return {
        name: text("h1"),
        lang: name?.querySelector("[lang]")?.lang ?? "",
        kind: text(".kicker"),
        about: text(".subtitle"),
        counts: [...page.querySelectorAll("main .counts li")].map((item) => item.textContent.trim()).join(" · "),
      };
    });
    known.set(address, parts);
    parts.catch(() => known.delete(address)); // the next time may go better
  }
  return known.get(address);
};

const row = (className, text, lang) => {
  const made = Object.assign(document.createElement("p"), { className, textContent: text, dir: "auto" });
  if (lang) made.lang = lang;
  return made;
};
const fill = ({ name, lang, kind, about, counts }) => {
  const rows = [row("lbl", name, lang), row("dim", kind), row("", about), row("dim", counts)];
  card.replaceChildren(...rows.filter((made) => made.textContent));
};
// Below the line of the name that is pointed at, or above it where the window ends; never beyond its sides.
const place = (link, x, y) => {
  const lines = [...link.getClientRects()];
  const line = lines.find((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom) ?? lines[0];
  if (!line) return;
  const { clientWidth, clientHeight } = document.documentElement;
  const { width, height } = card.getBoundingClientRect();
  const isAbove = line.bottom + GAP + height > clientHeight && line.top - GAP - height >= 0;
  const start = getComputedStyle(link).direction === "rtl" ? line.right - width : line.left;
  card.style.left = `${scrollX + Math.max(GAP, Math.min(start, clientWidth - width - GAP))}px`;
  card.style.top = `${scrollY + (isAbove ? line.top - GAP - height : line.bottom + GAP)}px`;
};

let wanted = null; // the link whose card is to be seen
let shown = null; // the link whose card is seen
let dismissed = null; // the link whose card was sent away: it comes again only when the link was left
let timer;
const hide = () => {
  clearTimeout(timer);
  card.hidden = true;
  shown?.removeAttribute("aria-describedby");
  shown = wanted = null;
};
const show = async (link, x, y) => {
  const parts = await read(link.href.split("#")[0]).catch(() => null);
  if (wanted !== link || !parts?.name) return;
  shown?.removeAttribute("aria-describedby");
  shown = link;
  fill(parts);
  card.hidden = false;
  place(link, x, y);
  link.setAttribute("aria-describedby", card.id);
};
const want = (link, x, y) => {
  clearTimeout(timer);
  wanted = link;
  if (link !== shown) timer = setTimeout(show, WAIT, link, x, y);
};
const isHeld = () => shown && (shown === document.activeElement || shown.matches(":hover") || card.matches(":hover"));
const leave = () => {
  clearTimeout(timer);
  timer = setTimeout(() => isHeld() || hide(), WAIT);
};

const linkOf = (event) => {
  const link = event.target.closest?.("main a.e[href]");
  return link?.origin === location.origin ? link : null;
};
addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch") return; // a touch goes to the page itself
  const link = linkOf(event);
  if (link && link === dismissed) return;
  dismissed = null;
  if (link) want(link, event.clientX, event.clientY);
  else if (card.contains(event.target)) clearTimeout(timer);
  else if (wanted) leave();
});
document.documentElement.addEventListener("pointerleave", leave);
addEventListener("focusin", (event) => {
  const link = linkOf(event);
  if (link?.matches(":focus-visible")) want(link);
  else if (wanted) hide();
});
addEventListener("focusout", (event) => {
  if (event.target === wanted) leave();
});
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !wanted) return;
  dismissed = wanted;
  hide();
});
