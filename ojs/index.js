// ⑧ What a page imports: import {md, walkthrough} from "…/assets/index.js"
import { loadStyles } from "./styles.js";

export { chart } from "./chart.js";
export { engine } from "./client.js";
export { exact, number } from "./format.js";
export { layout } from "./layout.js";
export { createReplay } from "./replay.js";
export { onThemeChange, theme } from "./theme.js";
export { createWalk } from "./walk.js";
export { codeView } from "./widgets/code-view.js";
export { equation } from "./widgets/equation.js";
export { exercise } from "./widgets/exercise.js";
export { formulaCheck } from "./widgets/formula-check.js";
export { graphTable } from "./widgets/graph-table.js";
export { graphView } from "./widgets/graph-view.js";
export { heatMap } from "./widgets/heat-map.js";
export { ledger } from "./widgets/ledger.js";
export { numericCheck } from "./widgets/numeric-check.js";
export { matrixProduct } from "./widgets/matrix-product.js";
export { memoryGrowth } from "./widgets/memory-growth.js";
export { memoryTimeline } from "./widgets/memory-timeline.js";
export { operationTable } from "./widgets/operation-table.js";
export { playground } from "./widgets/playground.js";
export { nudge } from "./widgets/nudge.js";
export { problem } from "./widgets/problem.js";
export { program } from "./widgets/program.js";
export { progress } from "./widgets/progress.js";
export { scenarios } from "./widgets/scenarios.js";
export { sentence } from "./widgets/sentence.js";
export { sliders } from "./widgets/sliders.js";
export { status } from "./widgets/status.js";
export { stepControl } from "./widgets/step-control.js";
export { training } from "./widgets/training.js";
export { walkOrder } from "./widgets/walk-order.js";
export { walkthrough } from "./widgets/walkthrough.js";
export { md } from "./shadows.js";

loadStyles(import.meta.url);
