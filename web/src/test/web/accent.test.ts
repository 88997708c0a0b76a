import assert from "node:assert/strict";
import { test } from "node:test";
import { accentOf, contrast } from "../../main/web/chat/shell/accent.ts";

const OWNERS = ["#ff0000", "#ffff00", "#00ff00", "#0000ff", "#000000", "#ffffff", "#7f7f7f", "#e2875a", "#1b6152", "#c0ffee"];
const GROUNDS = { light: ["#f5f2ea", "#fffdf8", "#ebe7dc"], dark: ["#131816", "#1b221f", "#0e1211"] };
const INK = { light: "#1e2522", dark: "#e8ede9" };

for (const scheme of ["light", "dark"] as const) {
  test(`${scheme}: whatever colour the owner takes, everything in it can be read`, () => {
    for (const colour of OWNERS) {
      const accent = accentOf(colour, scheme === "dark");
      for (const ground of GROUNDS[scheme])
        assert.ok(contrast(accent["--accent"], ground) >= 4.5, `${colour} on ${ground}: ${accent["--accent"]}`);
      assert.ok(contrast(accent["--on-accent"], accent["--accent"]) >= 4.5, `on ${colour}`);
      assert.ok(contrast(accent["--on-accent"], accent["--accent-strong"]) >= 4.5, `on strong ${colour}`);
      assert.ok(contrast(INK[scheme], accent["--own"]) >= 4.5, `ink on own of ${colour}`);
    }
  });
}

test("a colour that can be read stays as it is", () => {
  assert.equal(accentOf("#1b6152", false)["--accent"], "#1b6152");
});
