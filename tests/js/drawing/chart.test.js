// ⑧ What a chart refuses; how it looks is tried in the browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chart } from "../../../ojs/drawing/chart.js";

test("a chart says at once what it lacks", () => {
  assert.throws(() => chart(/** @type {any} */ (undefined)), { name: "TypeError", message: /label/ });
  assert.throws(() => chart(/** @type {any} */ ({ label: "" , marks: () => [] })), { name: "TypeError", message: /label/ });
  assert.throws(() => chart(/** @type {any} */ ({ label: "a curve" })), { name: "TypeError", message: /marks/ });
});
