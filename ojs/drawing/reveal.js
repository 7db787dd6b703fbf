// ⑧ Scrolls a box, never the page, to what should be seen in it.

/** How much of what is around stays in sight, in pixels. */
const AROUND = 30;

/**
 * To where all of these can be seen; where they are too large for it, to where they begin.
 * @param {HTMLElement} box @param {HTMLElement[]} elements @param {number} [foot] how much of it something lies over
 */
export function reveal(box, elements, foot = 0) {
  if (elements.length === 0 || !(box.clientHeight > 0) || (box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth)) return;
  const rects = elements.map((one) => one.getBoundingClientRect()).filter(({ width }) => width > 0);
  if (rects.length === 0) return;
  const view = box.getBoundingClientRect();
  const [top, bottom] = [Math.min(...rects.map((one) => one.top)) - view.top - box.clientTop, Math.max(...rects.map((one) => one.bottom)) - view.top - box.clientTop];
  const [left, right] = [Math.min(...rects.map((one) => one.left)) - view.left - box.clientLeft, Math.max(...rects.map((one) => one.right)) - view.left - box.clientLeft];
  const high = box.clientHeight - foot;
  const around = Math.min(AROUND, Math.max(0, (high - (bottom - top)) / 2));
  if (top < around) box.scrollTop += top - around;
  else if (bottom > high - around) box.scrollTop += Math.min(top - around, bottom - high + around);
  if (left < AROUND || right > box.clientWidth - AROUND) box.scrollLeft += right - left > box.clientWidth - 2 * AROUND ? left - AROUND * 2 : (left + right - box.clientWidth) / 2;
}
