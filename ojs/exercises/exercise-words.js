// ⑦ Pure: what is said of a reader's answers: why they are not it, or how the right ones come about.
import { number } from "../maths/format.js";
import { isolated } from "../trace/foreign.js";
import { diagnose, truth } from "./mistakes.js";
import { createReplay } from "../trace/replay.js";

/**
 * @typedef {import("../engine/protocol.js").Trace} Trace
 * @typedef {import("./mistakes.js").Answer} Answer
 * @typedef {{question: import("./mistakes.js").Question, name: string}} Asked `name`: "gradient of x", "shape of the gradient of x"
 */

/** @type {Record<import("./mistakes.js").Question["ask"], string>} */
const UNKNOWN = {
  value: "None of the usual mistakes gives this number. Go through the program line by line.",
  shape: "A gradient has one entry for each entry of its value, and so the same shape.",
  gradient: "None of the usual mistakes gives this number. Start at the output, whose gradient is 1, and multiply by one local derivative for each edge on the way.",
  contribution: "None of the usual mistakes gives this number. Multiply what has arrived at the operation by its local derivative with respect to this argument.",
  width: "What goes along an edge has the shape of the operation’s result, or of its argument.",
};
const NEAR = "It is near, though: give at least three significant digits.";

/** What was entered and cannot be read. @param {string} text @param {import("./mistakes.js").Question["ask"]} ask */
export function unreadable(text, ask) {
  const given = isolated(text.trim());
  if (ask === "shape" || ask === "width") return `${given ? `“${given}” is not a shape. ` : ""}Enter the length of each axis, such as (4, 2) for four rows of two, or (4,) for a vector of four.`;
  if (!given) return "Enter a number first. A guess will do: a wrong one is explained.";
  if (/nan|inf|e\+?\d{3}|\d{99}|\/\s*0/i.test(given)) return `“${given}” comes to no finite number. Enter a number; every answer here is a small one.`;
  return `“${given}” is not something that can be read here. Enter a number such as −1.5, or what comes to one, such as 1/3, 3*2**2 or exp(1)/2.`;
}

/** @param {Answer} answer */
const spell = (answer) => (typeof answer === "string" ? answer : number(answer));

/**
 * @param {Trace} trace @param {(Asked & {answer: Answer})[]} answers
 * @returns {{rights: boolean[], words: string[], kind?: string, step?: number}} `kind` and `step`: of the first mistake
 */
export function judge(trace, answers) {
  const judged = answers.map(({ question, name, answer }) => ({ question, name, answer, ...diagnose(trace, question, answer) }));
  const wrong = judged.filter(({ right }) => !right);
  const words = wrong.map(({ question, name, answer, near, mistake }) => {
    const why = mistake?.why ?? (near ? NEAR : UNKNOWN[question.ask]);
    return answers.length > 1 ? `The ${name} is not ${spell(answer)}. ${why}` : `Not ${spell(answer)}. ${why}`;
  });
  const rights = judged.map(({ right }) => right);
  if (!wrong.length) return { rights, words };
  const [{ mistake, near, question }] = wrong;
  return { rights, words, kind: mistake?.kind ?? (near ? "near" : "unknown"), step: mistake?.step ?? truth(trace, question).step };
}

/** The engine's own numbers, and the step that brings them. @param {Trace} trace @param {Asked[]} asked @param {string} opening @param {boolean} live */
export function reveal(trace, asked, opening, live) {
  const found = asked.map(({ question, name }) => ({ name, ...truth(trace, question) }));
  const numbers = found.map(({ name, answer }) => `The ${name} is ${spell(answer)}.`);
  const { step } = found[found.length - 1];
  const told = numbers.length > 1 ? [opening, ...numbers] : [`${opening} ${numbers[0]} ${createReplay(trace).at(step).sentence}`.trim()];
  return { step, words: [...told.filter(Boolean), live ? "Computed just now by Python in your browser." : "As the engine recorded it."] };
}
