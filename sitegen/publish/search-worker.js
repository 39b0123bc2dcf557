// Goes before Pagefind's own worker in the site's: answers what the page has fetched already, and tells what can't be fetched.
//
// The page sends `{keep: [[address, bytes], …]}`: the small files that each shard begins with, which it got as one. All else
// is fetched as Pagefind would. A piece of the index that can't be had is told by `{lost: address}`: Pagefind itself goes on
// without it, and says nothing. Of results only what the page uses is sent: a common word has thousands.
(() => {
  "use strict";
  const kept = new Map();
  const fetched = self.fetch.bind(self);
  self.addEventListener("message", (event) => {
    if (!event.data.keep) return;
    event.stopImmediatePropagation(); // it isn't for Pagefind
    for (const [address, bytes] of event.data.keep) kept.set(address, bytes);
  });
  const post = self.postMessage.bind(self);
  self.postMessage = (message) => {
    const found = message.result?.results;
    const results = found?.map(({ id, score, data }) => ({ id, score, data }));
    post(found ? { ...message, result: { results, filters: message.result.filters } } : message);
  };
  self.fetch = async (input) => {
    const { origin, pathname } = new URL(input, self.location.href);
    const bytes = kept.get(origin + pathname);
    if (bytes) return new Response(bytes);
    try {
      const response = await fetched(input);
      const data = new Uint8Array(await response.arrayBuffer());
      // gzip, or what a server that undid it has left: a page that says "not found" is neither.
      const isPacked = (data[0] === 0x1f && data[1] === 0x8b) || (data[0] === 0x70 && data[1] === 0x61);
      if (!response.ok || !isPacked) throw new Error(`${response.status} ${pathname}`);
      return new Response(data);
    } catch (error) {
      self.postMessage({ lost: origin + pathname });
      throw error;
    }
  };
})();
