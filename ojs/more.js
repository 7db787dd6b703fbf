// ⑧ What only some pages show, and what comes with the first of them that asks for it: see later.js

export { dotTiming } from "./widgets/pictures/dot-timing.js";
export { exampleGallery } from "./widgets/program/example-gallery.js";
export { exercise } from "./widgets/exercise/exercise.js";
export { formulaCheck } from "./widgets/exercise/formula-check.js";
export { numericCheck } from "./widgets/pictures/numeric-check.js";
export { matrixProduct } from "./widgets/pictures/matrix-product.js";
export { memoryGrowth } from "./widgets/pictures/memory-growth.js";
export { memoryTimeline } from "./widgets/pictures/memory-timeline.js";
export { nudge } from "./widgets/pictures/nudge.js";
export { operationTable } from "./widgets/pictures/operation-table.js";
export { progress } from "./widgets/exercise/progress.js";
export { scenarios } from "./widgets/program/scenarios.js";
export { unbroadcast } from "./widgets/pictures/unbroadcast.js";
export { variants } from "./widgets/program/variants.js";
export { walkOrder } from "./widgets/pictures/walk-order.js";
export { xorPicture } from "./widgets/pictures/xor-picture.js";
