// sign.js signs the bytes that the journal's format says, and no others.

import assert from "node:assert/strict";
import { randomBytes, sign } from "node:crypto";
import test from "node:test";

import { verify } from "../../assets/journal.js";
import { actMessage, base64, enterMessage, hex, unbase64, unhex } from "../../assets/sign.js";
import { Model } from "./model.mjs";

test("a signed act is one that the journal takes", async () => {
  const model = new Model(3, (at, entry) => {
    const commons = Buffer.from("obvious commons1");
    const message = actMessage(commons, entry.act, entry.key.author, entry.body);
    entry.signature = sign(null, message, entry.key.secret);
  });
  const result = await verify({ entries: () => [model.stream], checkpoint: model.checkpoint() });
  assert.deepEqual([result.findings, result.signatures], [[], 3]);
});

test("what proves a key signs no act", () => {
  const message = Buffer.from(enterMessage(Uint8Array.of(1, 2, 255)));
  assert.equal(message.toString("latin1"), "subak/v1/enter\n\x01\x02\xff");
});

test("bytes are written and read back", () => {
  for (const length of [0, 1, 2, 3, 4095, 4096, 4097, 100_000]) {
    const bytes = randomBytes(length);
    assert.equal(base64(bytes), bytes.toString("base64"));
    assert.deepEqual(Buffer.from(unbase64(base64(bytes))), bytes);
    assert.deepEqual(Buffer.from(unhex(hex(bytes))), bytes);
  }
});
