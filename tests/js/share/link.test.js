// ⑦ Links: whatever is shared arrives, a name makes a short one, and what is none says why in words.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { decode, encode, LinkError, MAX_LINK, MAX_SOURCE } from "../../../ojs/share/link.js";

const PROGRAM = "from stepgrad import Value\nx = Value(2.0)\ny = x * x  # é 你好 \u{1f600} \\n \"quoted\"\ny.backward()\n";
const ALL = { source: PROGRAM, inputs: { x: -1.5 }, step: 3, pass: 1, open: [1, 4, 17], pinned: 2 };

/** Words that nothing compresses. @param {number} length */
function noise(length) {
  let one = 123456789;
  return Array.from({ length }, () => {
    one ^= one << 13;
    one ^= one >>> 17;
    one ^= one << 5;
    return String.fromCharCode(33 + ((one >>> 0) % 90));
  }).join("");
}

/** A link of any version with any text in it, rightly summed. @param {Uint8Array} packed @param {number} [version] */
function forged(packed, version = 1) {
  let sum = 0x811c9dc5;
  for (const byte of packed) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
  const head = Buffer.alloc(6);
  head.writeUInt16BE(packed.length, 0);
  head.writeUInt32BE(sum, 2);
  return `#s=${version}.${Buffer.concat([head, packed]).toString("base64url")}`;
}

/** @param {string} text */
async function deflated(text) {
  const { deflateRawSync } = await import("node:zlib");
  return deflateRawSync(Buffer.from(text), { level: 9 });
}

/** @param {string} link @param {RegExp} words */
const refused = (link, words) => assert.rejects(decode(link), (error) => error instanceof LinkError && words.test(error.message));

test("what is shared arrives", async () => {
  for (const shared of [ALL, { source: "" }, { source: "\n\n# a\n" }, { example: "02-autograd/chain", step: 5 }, { example: "playground/gpt", inputs: { λ_1: 1e-300 } }]) {
    const link = await encode(shared);
    assert.match(link, /^#s=1\.[\w-]+$/);
    assert.deepEqual(await decode(link), shared);
    assert.deepEqual(await decode(link.slice(1)), shared);
    assert.deepEqual(await decode(link.replace("=", "%3D")), shared);
    assert.deepEqual(await decode(`${link}).`), shared); // as it stands at the end of a sentence
  }
});

test("an example makes a short link, and every program of the playground makes one that is sent whole", async () => {
  assert.ok((await encode({ example: "02-autograd/two_paths", step: 7 })).length < 90);
  for (const name of readdirSync("playground").filter((one) => one.endsWith(".py"))) {
    const source = readFileSync(`playground/${name}`, "utf8");
    const link = await encode({ source, step: 10 });
    assert.ok(link.length < 6000, `${name}: ${link.length}`);
    assert.equal((await decode(link))?.source, source);
  }
});

test("a place on the page is no link", async () => {
  for (const hash of ["", "#", "#things-to-try", "#section=2", "#S=1.abc", "#sum=1"]) assert.equal(await decode(hash), null);
});

test("an example may be named by hand", async () => {
  assert.deepEqual(await decode("#example=02-autograd/chain"), { example: "02-autograd/chain" });
  for (const name of ["../secret", "a/b/c", "chain", "02-autograd/..%2f..%2findex", "https://elsewhere.example/x", ""]) await refused(`#example=${name}`, /not made by this site/);
});

test("wherever a link is cut, it is said to be", async () => {
  const link = await encode(ALL);
  for (let end = 5; end < link.length; end += 1) await refused(link.slice(0, end), /cut short/);
});

test("wherever a character is another one, it is said to be damaged", async () => {
  const link = await encode(ALL);
  for (let at = 13; at < link.length - 1; at += 1) await refused(link.slice(0, at) + (link[at] === "A" ? "B" : "A") + link.slice(at + 1), /damaged/);
  await refused(link.toUpperCase().replace("#S=", "#s="), /damaged|cut/);
  await refused(`${link.slice(0, 20)} ${link.slice(20)}`, /damaged/);
  await refused(`${link}AAAA`, /damaged/);
});

test("another version is named", async () => {
  const packed = await deflated('{"example":"02-autograd/chain"}');
  await refused(forged(packed, 2), /newer version/);
  await refused(forged(packed, 0), /old version/);
  await refused("#s=abcdef", /does not say which version/);
  await refused("#s=", /does not say which version/);
});

test("what is too large is refused on both ways", async () => {
  await assert.rejects(encode({ source: noise(40_000) }), (error) => error instanceof LinkError && /too long for a link/.test(error.message));
  await assert.rejects(encode({ source: "a".repeat(MAX_SOURCE + 1) }), LinkError);
  assert.ok((await encode({ source: noise(20_000) })).length <= MAX_LINK);
  await refused(`#s=1.${"A".repeat(MAX_LINK + 1)}`, /too large/);
});

test("a bomb is cut off while it is unpacked", async () => {
  const bomb = await deflated(`{}\n${"#".repeat(20_000_000)}`);
  assert.ok(bomb.length < 24_000);
  const before = process.memoryUsage().arrayBuffers;
  await refused(forged(bomb), /more than a program may be long/);
  assert.ok(process.memoryUsage().arrayBuffers - before < 5_000_000);
  assert.equal((await decode(await encode({ source: "#".repeat(MAX_SOURCE - 1) })))?.source?.length, MAX_SOURCE - 1);
});

test("a forged one says nothing that is not of its kind", async () => {
  const strange = [
    "{}", "[]", "null", "7", '{"example":"../x"}', '{"example":7}', '{"example":"02-autograd/chain"}\nprint(1)', '{"step":-1}\n', '{"step":1.5}\n', '{"step":"1"}\n', '{"pass":null}\n',
    '{"open":"all"}\n', '{"open":[1,"2"]}\n', `{"open":[${"1,".repeat(1000)}1]}\n`, '{"inputs":{"x":"1"}}\n', '{"inputs":{"x y":1}}\n', '{"inputs":{"x":1e999}}\n', '{"inputs":null}\n', '{"pinned":{}}\n', "{", "not JSON\n", "\u0000",
  ];
  for (const text of strange) await refused(forged(await deflated(text)), /not made by this site|damaged/);
  assert.deepEqual(await decode(forged(await deflated('{"__proto__":{"step":3},"more":1}\nx'))), { source: "x" });
  await refused(forged(Buffer.from("no deflate at all, whatever it is")), /damaged/);
});
