// What the page computes of [[op as the wire has it, arguments], …]: one number for each, as text where JSON has none.
import { readFileSync } from "node:fs";
import { computed } from "../../../ojs/trace/nudged.js";

const asked = JSON.parse(readFileSync(0, "utf8"));
const written = (x) => (Number.isFinite(x) ? x : String(x));
process.stdout.write(JSON.stringify(asked.map(([op, args]) => written(computed(op, args.map(Number))))));
