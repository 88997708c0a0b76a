// What runs in a page to know when something is *shown*: the moment behind the frame in which its row was painted.

/** Rows of messages, and the text in one. */
const ROW = "#messages li.message, #messages .message";
const TEXT = /^(\d+)\.(\d+)@(\d+)/;

/** A script for every document, before its own. */
export const LOOKING = `(${look})(${JSON.stringify(ROW)}, ${TEXT})`;

function look(row, pattern) {
  const seen = new Set();
  const looking = (window.looking = { shown: [], rows: 0, rowsAt: [] });
  // A frame's callbacks run before it is painted; a message to oneself, sent in one, arrives behind the paint.
  const { port1, port2 } = new MessageChannel();
  let behind = [];
  port1.onmessage = () => {
    const now = Date.now();
    const all = behind;
    behind = [];
    for (const then of all) then(now);
  };
  let asked = false;
  new MutationObserver((changes) => {
    if (!changes.some(({ addedNodes, type }) => type === "characterData" || addedNodes.length > 0) || asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      const rows = document.querySelectorAll(row);
      const fresh = [];
      for (const one of rows) {
        const said = pattern.exec(one.querySelector(".text")?.textContent ?? "");
        if (said === null || seen.has(said[0])) continue;
        seen.add(said[0]);
        fresh.push({ writer: Number(said[1]), number: Number(said[2]), sent: Number(said[3]) });
      }
      const count = rows.length;
      behind.push((now) => {
        for (const one of fresh) looking.shown.push([one.writer, one.number, now - one.sent]);
        if (count > looking.rows) looking.rowsAt.push([count, now - performance.timeOrigin]);
        looking.rows = Math.max(looking.rows, count);
      });
      port2.postMessage(0);
    });
  }).observe(document, { childList: true, subtree: true, characterData: true });
}
