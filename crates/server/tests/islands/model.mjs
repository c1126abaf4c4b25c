// The obvious journal: built in memory, hashed by recursion, signed by Node. It can be told to be wrong.

import { createHash, createPrivateKey, createPublicKey, sign } from "node:crypto";

export const bytesOf = (text) => Buffer.from(text);

export function hash(...parts) {
  return createHash("sha256").update(Buffer.concat(parts)).digest();
}

/** A key pair from one byte: { secret, author }. */
export function keyOf(seed) {
  const begin = Buffer.from("302e020100300506032b657004220420", "hex");
  const der = Buffer.concat([begin, Buffer.alloc(32, seed)]);
  const secret = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const author = createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32);
  return { secret, author };
}

export function part(bytes) {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export function integer(value, write) {
  const bytes = Buffer.alloc(8);
  bytes[write](BigInt(value));
  return bytes;
}

/** RFC 6962, section 2.1, as it is written there. */
export function root(leaves) {
  if (leaves.length === 0) return hash();
  if (leaves.length === 1) return leaves[0];
  let left = 1;
  while (2 * left < leaves.length) left *= 2;
  return hash(Buffer.of(1), root(leaves.slice(0, left)), root(leaves.slice(left)));
}

/**
 * A journal of `count` entries by three authors. `wrong(index, fields)` may change the fields of an entry before it is
 * signed and hashed: { index, at, previous, act, key, body, effects, signature }.
 */
export class Model {
  commons = Buffer.from("obvious commons1");
  operator = keyOf(8);
  keys = [8, 9, 10].map(keyOf);
  entries = [];

  constructor(count, wrong = () => {}) {
    let previous = hash(bytesOf("subak/v1/genesis\n"), this.commons);
    for (let index = 0; index < count; index++) {
      const act = Buffer.alloc(16, index + 1);
      const key = this.keys[index % 3];
      const body = bytesOf(`act ${index}`);
      const fields = { index, at: 1700000000000 + index, previous, act, key, body, effects: bytesOf("done") };
      wrong(index, fields);
      this.entries.push(this.entry(fields));
      previous = hash(Buffer.of(0), this.entries.at(-1));
    }
  }

  entry({ index, at, previous, act, key, author = key.author, body, effects, signature }) {
    const message = [bytesOf("subak/v1/act\n"), this.commons, act, author, body];
    return Buffer.concat([
      Buffer.of(1),
      integer(index, "writeBigUInt64BE"),
      integer(at, "writeBigInt64BE"),
      previous,
      act,
      author,
      signature ?? sign(null, Buffer.concat(message), key.secret),
      part(body),
      part(effects),
    ]);
  }

  get stream() {
    return Buffer.concat(this.entries.map(part));
  }

  root(size = this.entries.length) {
    return root(this.entries.slice(0, size).map((entry) => hash(Buffer.of(0), entry)));
  }

  checkpoint({ size = this.entries.length, root = this.root(size), by = this.operator } = {}) {
    const origin = `subak/${this.commons.toString("hex")}`;
    const text = `${origin}\n${size}\n${root.toString("base64")}\n`;
    const begin = hash(bytesOf(`${origin}\n\x01`), by.author).subarray(0, 4);
    const signature = Buffer.concat([begin, sign(null, bytesOf(text), by.secret)]);
    return `${text}\n\u2014 ${origin} ${signature.toString("base64")}\n`;
  }

  get pin() {
    const size = this.entries.length;
    const operator = this.operator.author.toString("hex");
    return { [this.commons.toString("hex")]: { size, root: this.root().toString("hex"), operator } };
  }
}
