// ⑧ The gallery of the playground: every example as a card, which opens it there.
import { follow } from "../../drawing/dom.js";
import { face } from "../share/arrive.js";
import { exampleCards, examples } from "./examples.js";

/**
 * @param {Awaited<ReturnType<typeof import("./playground.js").playground>>} target where they open
 * @returns {Promise<HTMLElement>}
 */
export async function exampleGallery(target) {
  const cards = exampleCards(await examples(), async ({ example, title }) => {
    await target.open({ kind: "example", name: example, title });
    face(target);
  });
  await target.fill();
  follow(cards, target, ["input"], () => { cards.current = target.current; });
  return cards;
}
