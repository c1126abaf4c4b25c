// journal.js finds what is wrong with a journal, says its name, and finds nothing in a good one.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";

import { hex, sha256, Tree, verify } from "../../assets/journal.js";
import { hash, Model, root } from "./model.mjs";

const FIXTURES = process.env.ISLAND_FIXTURES;
const fixture = (name) => readFileSync(`${FIXTURES}/${name}`);
const note = (name) => fixture(`${name}.checkpoint`).toString();
const told = FIXTURES ? JSON.parse(fixture("told.json")) : {};
// Written by the Rust side: `cargo test -p server --test islands`.
const written = { skip: FIXTURES ? false : "no fixtures" };

function check(stream, checkpoint, others = {}) {
  return verify({ entries: () => [stream], checkpoint, ...others });
}

const names = (result) => result.findings.map(({ name }) => name);
const found = (result) => result.findings.map(({ entry, name }) => [entry, name]);

test("hashes are SHA-256", () => {
  for (let length = 0; length < 300; length++) {
    const bytes = randomBytes(length);
    const cut = length >> 1;
    assert.equal(hex(sha256(bytes.subarray(0, cut), bytes.subarray(cut))), hash(bytes).toString("hex"));
  }
  const long = randomBytes(70_000);
  assert.equal(hex(sha256(long)), hash(long).toString("hex"));
});

test("the tree has the shape of RFC 6962", () => {
  const tree = new Tree();
  const leaves = [];
  for (let size = 0; size < 130; size++) {
    assert.equal(hex(tree.root()), root(leaves).toString("hex"), `${size} leaves`);
    leaves.push(hash(Buffer.of(size)));
    tree.push(leaves.at(-1));
  }
});

test("a commons that the program wrote is in order", written, async () => {
  const result = await check(fixture("long.entries"), note("long"));
  assert.deepEqual(result.findings, []);
  const { commons, entries, head, root, operator } = told.long;
  assert.deepEqual(
    [result.commons, result.entries, result.head, result.root, result.checkpointKey],
    [commons, entries, head, root, operator],
  );
  assert.deepEqual([result.signatures, result.authors], [entries, 3]);
  assert.deepEqual(result.unchecked, ["effects"]);
  assert.deepEqual(result.pin, { size: entries, root, operator });
});

test("version 1 is read for ever", async () => {
  const golden = new URL("../../../journal/tests/golden/entries-v1.txt", import.meta.url);
  const [lines, checkpoint] = readFileSync(golden, "utf8").split("checkpoint\n");
  const all = (name) => [...lines.matchAll(new RegExp(`^${name} (.*)$`, "gm"))].map((line) => line[1]);
  const entries = all("entry").map((digits) => Buffer.from(digits, "hex"));
  const stream = entries.map((entry) => [Buffer.alloc(4), entry]);
  for (const [length, entry] of stream) length.writeUInt32BE(entry.length);
  const [operator] = all("operator");
  const result = await check(Buffer.concat(stream.flat()), checkpoint, { operator });
  assert.deepEqual(result.findings, []);
  assert.deepEqual([result.head, result.root], [all("hash").at(-1), all("root").at(-1)]);
});

// Which finding a changed byte of an entry must have, by where it is. `last`: no entry links to this one.
function expected(at, place, entry, last) {
  const body = entry.readUInt32BE(161);
  const seen = last ? [null, "root_differs"] : [place, "hash_differs"];
  if (at < 0) return [place, "entry_malformed"];
  if (at < 1) return [place, "entry_malformed"];
  if (at < 9) return [place, "link_broken"];
  if (at < 17) return seen;
  if (at < 49) return place === 0 ? [0, "link_broken"] : [place - 1, "hash_differs"];
  if (at < 161) return [place, "signature_wrong"];
  if (at < 165) return [place, "entry_malformed"];
  if (at < 165 + body) return [place, "signature_wrong"];
  if (at < 169 + body) return [place, "entry_malformed"];
  return seen;
}

test("each changed byte of each entry is found, by its name and its place", async () => {
  const model = new Model(5);
  const checkpoint = model.checkpoint();
  let start = 0;
  for (const [place, entry] of model.entries.entries()) {
    for (let at = -4; at < entry.length; at++) {
      const stream = model.stream;
      const byte = start + 4 + at;
      stream[byte] ^= 1 << (byte % 8);
      const result = await check(stream, checkpoint);
      const wanted = expected(at, place, entry, place === 4);
      const cut = at < 0 && names(result).includes("stream_cut");
      const hit = found(result).some((finding) => finding.join() === wanted.join());
      assert.ok(cut || hit, `entry ${place}, byte ${at}: ${JSON.stringify(found(result))}, not ${wanted}`);
      assert.equal(result.pin, null);
    }
    start += 4 + entry.length;
  }
});

test("each changed byte of the checkpoint is found", async () => {
  const model = new Model(3);
  const bytes = Buffer.from(model.checkpoint());
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] ^= 1 << (at % 8);
    const result = await check(model.stream, changed.toString());
    const ours = ["checkpoint_malformed", "checkpoint_signature_wrong"];
    assert.ok(names(result).some((name) => ours.includes(name)), `byte ${at}: ${names(result)}`);
  }
});

test("random changes of what the program wrote are found", written, async () => {
  const [stream, checkpoint] = [fixture("short.entries"), note("short")];
  assert.deepEqual((await check(stream, checkpoint)).findings, []);
  for (let round = 0; round < 500; round++) {
    const changed = Buffer.from(stream);
    const at = randomBytes(4).readUInt32BE() % changed.length;
    changed[at] ^= 1 + (randomBytes(1)[0] % 255);
    assert.ok((await check(changed, checkpoint)).found > 0, `byte ${at}`);
  }
});

// One fault at a time, everything else made to agree with it and signed: [what, finding, the rest].
const FAULTS = {
  link_broken: () => [new Model(4, (at, entry) => at === 3 && (entry.index = 4)), 3],
  hash_differs: () => [new Model(4, (at, entry) => at === 2 && (entry.previous = hash())), 1],
  time_backwards: () => [new Model(4, (at, entry) => at === 2 && (entry.at = 5)), 2],
  act_twice: () => [new Model(4, (at, entry) => at === 3 && (entry.act = Buffer.alloc(16, 1))), 3],
  signature_wrong: () => [
    new Model(4, (at, entry) => at === 1 && (entry.signature = Buffer.alloc(64))), 1,
  ],
  root_differs: () => [new Model(4), null, { root: hash() }],
  checkpoint_signature_wrong: (model = new Model(4)) => [model, null, { by: model.keys[1] }],
  stream_cut: () => [new Model(4), null, {}, (stream) => stream.subarray(0, -1)],
  entry_malformed: (model = new Model(4)) => [
    model, 1, {}, (stream) => ((stream[4 + model.entries[0].length + 4] = 2), stream),
  ],
};

for (const [name, fault] of Object.entries(FAULTS)) {
  test(`${name} is found, and nothing else`, async () => {
    const [model, entry, signed = {}, change = (stream) => stream] = fault();
    const result = await check(change(model.stream), model.checkpoint(signed));
    assert.deepEqual(found(result), [[entry, name]]);
  });
}

test("a first entry that begins with another genesis is found", async () => {
  const model = new Model(2, (at, entry) => at === 0 && (entry.previous = hash()));
  assert.deepEqual(found(await check(model.stream, model.checkpoint())), [[0, "link_broken"]]);
});

test("an act that the program was made to write twice is found", written, async () => {
  const result = await check(fixture("twice.entries"), note("twice"));
  assert.deepEqual(found(result), [[3, "act_twice"]]);
});

test("a checkpoint signed by another operator is found", written, async () => {
  const result = await check(fixture("short.entries"), note("other-operator"));
  assert.deepEqual(found(result), [[null, "checkpoint_signature_wrong"]]);
  assert.equal(result.checkpointKey, null);
});

test("swapped, repeated and missing entries are found", async () => {
  const model = new Model(6);
  const checkpoint = model.checkpoint();
  const orders = [[0, 2, 1, 3, 4, 5], [1, 0, 2, 3, 4, 5], [0, 1, 2, 3, 5, 4], [0, 1, 1, 2, 3, 4]];
  for (const order of orders) {
    const swapped = new Model(0);
    swapped.entries = order.map((place) => model.entries[place]);
    const result = await check(swapped.stream, checkpoint);
    assert.ok(names(result).includes("link_broken") && names(result).includes("root_differs"), `${order}`);
    assert.equal(names(result).includes("act_twice"), new Set(order).size < 6);
  }
  model.entries.splice(2, 1);
  assert.deepEqual(found(await check(model.stream, checkpoint)), [[2, "link_broken"], [null, "stream_cut"]]);
});

test("a stream that is cut anywhere is found", async () => {
  const model = new Model(3);
  const checkpoint = model.checkpoint();
  for (let length = 0; length < model.stream.length; length++) {
    const result = await check(model.stream.subarray(0, length), checkpoint);
    assert.deepEqual(names(result), ["stream_cut"], `${length} bytes`);
  }
});

test("a stream that breaks off or is refused is found", async () => {
  const model = new Model(3);
  async function* broken() {
    yield model.stream.subarray(0, 300);
    throw new Error("network");
  }
  for (const entries of [broken, async () => { throw new Error("500"); }]) {
    const result = await verify({ entries, checkpoint: model.checkpoint() });
    assert.deepEqual(names(result), ["stream_cut"]);
  }
});

test("how the stream is cut into chunks does not matter", async () => {
  const big = new Model(3, (at, entry) => at === 1 && (entry.effects = Buffer.alloc(200_000, 7)));
  const whole = await check(big.stream, big.checkpoint());
  assert.deepEqual(whole.findings, []);
  for (const length of [1000, 4096, 65_536, 199_999]) {
    const entries = () => new ReadableStream({
      start(to) {
        for (let at = 0; at < big.stream.length; at += length) to.enqueue(big.stream.subarray(at, at + length));
        to.close();
      },
    });
    const result = await verify({ entries, checkpoint: big.checkpoint() });
    assert.deepEqual([result.findings, result.root], [[], whole.root]);
  }
  const small = new Model(3);
  const bytes = Array.from(small.stream, (byte) => Uint8Array.of(byte));
  assert.deepEqual((await verify({ entries: () => bytes, checkpoint: small.checkpoint() })).findings, []);
});

test("entries after the checkpoint wait for the next one", async () => {
  const model = new Model(5);
  const result = await check(model.stream, model.checkpoint({ size: 3 }));
  assert.deepEqual([result.findings, result.entries], [[], 3]);
});

test("a journal without entries has nobody who could have signed it, unless they are known", async () => {
  const empty = new Model(0);
  const operator = empty.operator.author.toString("hex");
  const unknown = await verify({ entries: () => [], checkpoint: empty.checkpoint() });
  assert.deepEqual(names(unknown), ["checkpoint_signature_wrong"]);
  const known = await verify({ entries: () => [], checkpoint: empty.checkpoint(), operator });
  assert.deepEqual([known.findings, known.entries], [[], 0]);
});

test("a length that no entry has is refused at once", async () => {
  const model = new Model(2);
  const stream = model.stream;
  stream.fill(0xff, 0, 4);
  assert.deepEqual(found(await check(stream, model.checkpoint())), [[0, "entry_malformed"]]);
});

test("base64 has one spelling", async () => {
  const model = new Model(2);
  const checkpoint = model.checkpoint();
  const digit = checkpoint.at(-3);
  const other = String.fromCharCode(digit.charCodeAt(0) + 1);
  assert.deepEqual((await check(model.stream, checkpoint)).findings, []);
  for (const last of [`${digit}`, `${digit}==`, ` ${digit}=`, `${other}=`]) {
    const result = await check(model.stream, `${checkpoint.slice(0, -3)}${last}\n`);
    assert.deepEqual(names(result), ["checkpoint_signature_wrong"], last);
  }
});

test("what this browser saw before must still be there", async () => {
  const [old, grown] = [new Model(3), new Model(5)];
  const good = await check(grown.stream, grown.checkpoint(), { seen: old.pin });
  assert.deepEqual([good.findings, good.seen, good.pin.size], [[], 3, 5]);
  const shorter = await check(old.stream, old.checkpoint(), { seen: grown.pin });
  assert.deepEqual(found(shorter), [[null, "history_rewritten"]]);
  // Another history of the same commons, with all its signatures in order.
  const other = new Model(5, (at, entry) => at === 2 && (entry.body = Buffer.from("never happened")));
  assert.deepEqual((await check(other.stream, other.checkpoint())).findings, []);
  const rewritten = await check(other.stream, other.checkpoint(), { seen: old.pin });
  assert.deepEqual(found(rewritten), [[null, "history_rewritten"]]);
  assert.deepEqual([rewritten.pin, good.pin.root], [null, grown.root().toString("hex")]);
});

test("an operator whom this browser does not know is found", async () => {
  const model = new Model(3);
  model.operator = model.keys[1];
  const named = model.operator.author.toString("hex");
  assert.deepEqual((await check(model.stream, model.checkpoint(), { operator: named })).findings, []);
  const seen = new Model(3).pin;
  const changed = await check(model.stream, model.checkpoint(), { operator: named, seen });
  assert.deepEqual(found(changed), [[null, "checkpoint_signature_wrong"]]);
});

test("witnesses may sign a checkpoint too", async () => {
  const model = new Model(3);
  const witnessed = `${model.checkpoint()}\u2014 witness.example AAAA\n`;
  assert.deepEqual((await check(model.stream, witnessed)).findings, []);
});

// R is 1 in a spelling that ZIP-215 takes and RFC 8032 does not; the key is 1, for which anyone can sign.
test("what only ZIP-215 accepts is not counted", async () => {
  const author = Buffer.alloc(32);
  author[0] = 1;
  const signature = Buffer.alloc(64);
  signature.fill(0xff, 0, 32);
  [signature[0], signature[31]] = [0xee, 0x7f];
  const model = new Model(3, (at, entry) => at === 1 && Object.assign(entry, { author, signature }));
  const result = await check(model.stream, model.checkpoint());
  assert.deepEqual([found(result), result.signatures], [[[1, "signature_wrong"]], 2]);
});

test("without Ed25519 only hashes are counted, and it is said", async (t) => {
  t.mock.method(crypto.subtle, "importKey", async () => { throw new Error("NotSupportedError"); });
  const model = new Model(4);
  const result = await check(model.stream, model.checkpoint());
  assert.deepEqual([result.findings, result.signatures, result.checkpointKey], [[], 0, null]);
  assert.deepEqual(result.unchecked, ["effects", "signatures"]);
  const changed = model.stream;
  changed[20] ^= 1;
  assert.ok((await check(changed, model.checkpoint())).found > 0);
});

test("many findings are counted, and a hundred told, in order", async () => {
  const model = new Model(150, (at, entry) => (entry.signature = Buffer.alloc(64)));
  const result = await check(model.stream, model.checkpoint());
  assert.deepEqual([result.found, result.findings.length, result.signatures], [150, 100, 0]);
  const places = result.findings.map(({ entry }) => entry);
  assert.deepEqual(places, places.toSorted((one, other) => one - other));
});
