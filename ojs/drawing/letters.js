// ⑦⑧ How wide a text of the interface is, wherever it is drawn: known from the typeface itself, so that a graph lies the same in a
// browser, before and after the typeface has come, and in a still that Node draws. tests/tools/test_fonts.py compares it with the typeface.

/** In thousandths of the size, at either weight; numerals as wide as they are in tables. */
export const LETTERS = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~×÷−·±…²³¹⁰⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉ᵀ′";
export const WIDTHS = {
  400: [269, 288, 466, 633, 642, 982, 644, 300, 391, 391, 648, 648, 269, 648, 269, 360, 648, 648, 648, 648, 648, 648, 648, 648, 648, 648, 269, 269, 648, 648, 648, 511, 966, 690, 654, 730, 722, 601, 590, 746, 743, 269, 571, 672, 565, 903, 753, 765, 639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 391, 360, 391, 471, 456, 323, 562, 612, 571, 612, 583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600, 612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 391, 333, 391, 648, 648, 648, 648, 288, 648, 864, 368, 381, 263, 383, 391, 372, 381, 347, 377, 381, 381, 383, 263, 368, 381, 391, 372, 381, 347, 377, 381, 400, 223],
  600: [269, 321, 523, 644, 650, 1004, 663, 326, 391, 391, 647, 647, 269, 647, 269, 379, 647, 647, 647, 647, 647, 647, 647, 647, 647, 647, 269, 269, 647, 647, 647, 543, 1000, 728, 659, 737, 722, 605, 588, 749, 746, 277, 580, 704, 565, 922, 759, 769, 645, 773, 652, 650, 660, 736, 728, 1020, 720, 713, 652, 391, 379, 391, 481, 469, 351, 574, 625, 583, 625, 591, 389, 625, 612, 261, 261, 570, 261, 900, 612, 609, 625, 625, 397, 549, 353, 612, 587, 839, 569, 589, 566, 391, 358, 391, 647, 647, 647, 647, 319, 647, 956, 370, 385, 269, 396, 396, 383, 387, 346, 387, 387, 386, 396, 269, 370, 385, 396, 383, 387, 346, 387, 387, 400, 257],
};
const AT = new Map([...LETTERS].map((letter, at) => [letter, at]));
const SQUARE = /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uff60]|[^\0-\uffff]/; // Chinese, Japanese, Korean, pictures

/** In pixels; of letters that the typeface does not have, nearly. @param {string} text @param {number} size @param {400 | 600} [weight] */
export function textWidth(text, size, weight = 400) {
  const widths = [...text].map((letter) => WIDTHS[weight][AT.get(letter) ?? -1] ?? (SQUARE.test(letter) ? 1100 : 650));
  return (widths.reduce((sum, one) => sum + one, 0) * size) / 1000;
}
