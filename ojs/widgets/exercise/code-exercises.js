// ⑧ On a page with exercises that ask for code: each block says whether it is solved, and becomes a widget when the reader comes near.
import { answers } from "../../exercises/answers.js";

const NEAR = "800px";
const LOST = "The editor of this exercise could not be loaded. Prompt, hints and solution can be read all the same.";

/** @param {HTMLElement} block */
async function begin(block) {
  try {
    const { codeExercise } = await import("./code-exercise.js");
    codeExercise(block);
  } catch (error) {
    console.warn(error);
    block.querySelector(".code-exercise-bar")?.replaceChildren(LOST);
  }
}

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    begin(/** @type {HTMLElement} */ (target));
  }
}, { rootMargin: NEAR });

for (const block of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".code-exercise[data-name]"))) {
  block.dataset.state = answers.get(block.dataset.name ?? "")?.done || "open";
  near.observe(block);
}
