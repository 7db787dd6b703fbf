// ⑧ The part of Observable Plot that charts are drawn with. A bundle of its own: only a page with a chart loads it.
export {
  areaY, arrow, axisX, axisY, cell, contour, dot, frame, gridX, gridY, line, plot, raster, rect, ruleX, ruleY, text,
} from "@observablehq/plot";
