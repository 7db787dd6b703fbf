// ⑧ What a page imports: import {md, walkthrough} from "…/assets/index.js"
import { loadStyles } from "./drawing/styles.js";
import { later } from "./later.js";

export { chart } from "./drawing/chart.js";
export { engine } from "./engine/client.js";
export { recorded } from "./engine/live.js";
export { exact, number } from "./maths/format.js";
export { layout } from "./drawing/layout.js";
export { createReplay } from "./trace/replay.js";
export { onThemeChange, theme } from "./drawing/theme.js";
export { createWalk } from "./trace/walk.js";
export { codeView } from "./widgets/step/code-view.js";
export { editor } from "./widgets/editor/editor.js";
export { equation } from "./widgets/step/equation.js";
export { graphTable } from "./widgets/graph/graph-table.js";
export { graphView } from "./widgets/graph/graph-view.js";
export { heatMap } from "./widgets/graph/heat-map.js";
export { ledger } from "./widgets/step/ledger.js";
export { passChanges } from "./widgets/program/pass-changes.js";
export { playground } from "./widgets/program/playground.js";
export { problem } from "./widgets/step/problem.js";
export { program } from "./widgets/program/program.js";
export { sentence } from "./widgets/step/sentence.js";
export { sliders } from "./widgets/step/sliders.js";
export { status } from "./widgets/step/status.js";
export { stepControl } from "./widgets/steps/step-control.js";
export { walkthrough } from "./widgets/program/walkthrough.js";
export { md } from "./shadows.js";

export const {
  dotTiming, exampleGallery, exercise, formulaCheck, numericCheck, matrixProduct, memoryGrowth, memoryTimeline, nudge,
  operationTable, progress, scenarios, unbroadcast, variants, walkOrder, xorPicture,
} = later;

loadStyles(import.meta.url);
