// Goes before Pagefind's own worker in the site's, after its program: answers what is here already, and tells what can't be
// fetched.
//
// The page sends `{keep: [[address, bytes], …]}`: the small files that each shard begins with, which it got as one. All else
// is fetched as Pagefind would. A piece of the index that can't be had is told by `{lost: address}`: Pagefind itself goes on
// without it, and says nothing. Of results only what the page uses is sent: a common word has thousands.
(() => {
  "use strict";
  const SIGNATURE = "pagefind_dcd";
  const kept = new Map();
  const isPlain = (data) => String.fromCharCode(...new Uint8Array(data, 0, SIGNATURE.length)) === SIGNATURE;
  // Some servers undo the packing. What is neither is damaged, or a page that says "not found" with the wrong status.
  const unpack = async (data) => {
    if (data.byteLength > SIGNATURE.length && isPlain(data)) return data;
    const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  };
  // Unpacked once: each shard asks for it.
  const program = unpack(Uint8Array.from(atob(PROGRAM), (character) => character.charCodeAt(0)).buffer);
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
    const bytes = /\/wasm\.[^/]*\.pagefind$/.test(pathname) ? await program : kept.get(origin + pathname);
    if (bytes) return new Response(bytes);
    try {
      const response = await fetched(input);
      if (!response.ok) throw new Error(`${response.status} ${pathname}`);
      return new Response(await unpack(await response.arrayBuffer()));
    } catch (error) {
      self.postMessage({ lost: origin + pathname });
      throw error;
    }
  };
})();
