// Checks a journal: every hash, link, time and act id, the signed root, and every signature.
//
// `docs/journal-format.md` specifies what is read here, under "Entries over HTTP". An ES module that
// needs nothing else. It runs in a module worker, so that the page stays alive (see the last lines), or
// wherever `verify` is called. Entries are read as a stream and let go: what is kept is one hash for
// each doubling of the journal, the act ids (so that none occurs twice) and some keys.
//
// NOT checked: that the effects follow from the acts. `subak verify` on a downloaded copy does that.
// Nor does a browser accept every signature that the format does: WebCrypto follows RFC 8032, the
// journal ZIP-215. What the browser refuses is a finding, never counted; `subak verify` decides.
//
// A finding is { entry, name, what }: the index it is about or null, a stable name, and figures
// without words of any language. The names:
//
//   checkpoint_malformed        the checkpoint has not the form of one
//   checkpoint_signature_wrong  this browser does not confirm that the operator signed it
//   entry_malformed             bytes that are no entry; nothing after them can be read
//   link_broken                 the entry is not the next one, or the first does not begin with the genesis hash
//   hash_differs                the next entry links to another hash than this entry has
//   time_backwards              the time is before that of the entry before
//   act_twice                   the act id was there before
//   signature_wrong             this browser does not confirm the author's signature
//   stream_cut                  the entries end, or cannot be fetched, before the checkpoint's size is reached
//   root_differs                the entries have another Merkle root than was signed
//   history_rewritten           not what this browser saw before: fewer entries, or others

const encoder = new TextEncoder();

const K = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);
const START = Int32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
);
const words = new Int32Array(64);
const state = new Int32Array(8);
let padded = new DataView(new ArrayBuffer(4096));

// FIPS 180-4, section 6.2.2, over one block of 64 bytes.
function compress(at) {
  for (let t = 0; t < 16; t++) words[t] = padded.getInt32(at + 4 * t);
  for (let t = 16; t < 64; t++) {
    const x = words[t - 15];
    const y = words[t - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[t] = (words[t - 16] + s0 + words[t - 7] + s1) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[t] + words[t]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/**
 * SHA-256 of the parts joined. Our own, because WebCrypto's costs a promise and a thread for every
 * hash, which takes longer than the hash.
 */
export function sha256(...parts) {
  let length = 0;
  for (const part of parts) length += part.length;
  const end = (length + 9 + 63) & ~63;
  if (padded.byteLength < end) padded = new DataView(new ArrayBuffer(2 * end));
  const bytes = new Uint8Array(padded.buffer, 0, end);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  bytes.fill(0, length);
  bytes[length] = 0x80;
  padded.setUint32(end - 8, Math.floor(length / 2 ** 29));
  padded.setUint32(end - 4, (length << 3) >>> 0);
  state.set(START);
  for (let block = 0; block < end; block += 64) compress(block);
  const hash = new DataView(new ArrayBuffer(32));
  for (let word = 0; word < 8; word++) hash.setInt32(4 * word, state[word]);
  return new Uint8Array(hash.buffer);
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The Merkle tree of RFC 6962, section 2.1, of which only the roots of its full parts are kept. */
export class Tree {
  size = 0;
  #peaks = [];

  push(leaf) {
    let node = leaf;
    // Each bit set at the low end of the size is a full part that the new one completes.
    for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) {
      node = sha256(NODE, this.#peaks.pop(), node);
    }
    this.#peaks.push(node);
    this.size += 1;
  }

  /** The root over all leaves; over none, the hash of nothing. */
  root() {
    if (this.size === 0) return sha256();
    return this.#peaks.reduceRight((right, left) => sha256(NODE, left, right));
  }
}

/** Bytes as lower-case hexadecimal digits. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Hexadecimal digits as bytes. */
export function unhex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

// The bytes of canonical base64, or null.
function unbase64(text, length) {
  let letters;
  try {
    letters = atob(text);
  } catch {
    return null;
  }
  if (letters.length !== length || btoa(letters) !== text) return null;
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

const same = (one, other) => one.every((byte, at) => byte === other[at]);
// As a key of a Set or a Map: one character a byte.
const name = (bytes) => String.fromCharCode(...bytes);

/**
 * Reads a checkpoint: { commons, size, root, text, origin, signatures }, or null if it has not the
 * form of one. Whose signatures they are is not looked at.
 */
export function readCheckpoint(note) {
  const form = /^(subak\/([0-9a-f]{32})\n(0|[1-9][0-9]{0,15})\n([^\n]*)\n)\n((?:[^\n]+\n)+)$/;
  const found = form.exec(note);
  const root = found && unbase64(found[4], 32);
  const size = Number(found?.[3]);
  if (!root || !Number.isSafeInteger(size)) return null;
  const origin = `subak/${found[2]}`;
  const ours = `\u2014 ${origin} `;
  const lines = found[5].split("\n").filter((line) => line.startsWith(ours));
  const signatures = lines.map((line) => unbase64(line.slice(ours.length), 68)).filter(Boolean);
  return { commons: found[2], size, root, text: found[1], origin, signatures };
}

const FIXED = 169;
const PART_MAX = 2 ** 24;

// What keeps bytes from being an entry, in the words of the format; "" if nothing does.
function malformed(bytes, view) {
  if (bytes.length < FIXED) return `length ${bytes.length}`;
  if (bytes[0] !== 1) return `version ${bytes[0]}`;
  const body = view.getUint32(161);
  if (body > PART_MAX || FIXED + body > bytes.length) return `body_length ${body}`;
  const effects = view.getUint32(165 + body);
  if (effects > PART_MAX || FIXED + body + effects !== bytes.length) {
    return `effects_length ${effects}`;
  }
  return "";
}

/** Cuts chunks of a stream into entries, each after its length. */
class Frames {
  #bytes = new Uint8Array(1 << 16);
  #start = 0;
  #end = 0;

  push(chunk) {
    const held = this.#bytes.subarray(this.#start, this.#end);
    if (this.#end + chunk.length > this.#bytes.length) {
      this.#bytes = new Uint8Array(Math.max(1 << 16, 2 * (held.length + chunk.length)));
      this.#bytes.set(held);
      this.#start = 0;
      this.#end = held.length;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next entry, until the next `push`; null if it is not all there yet. */
  next() {
    const left = this.#end - this.#start;
    const length = left < 4 ? 0 : new DataView(this.#bytes.buffer, this.#start).getUint32(0);
    // A length that no entry has is given on as it is, to be refused at once instead of awaited.
    const shown = length > FIXED + 2 * PART_MAX ? 0 : length;
    if (left < 4 + shown) return null;
    this.#start += 4 + shown;
    return this.#bytes.subarray(this.#start - shown, this.#start);
  }
}

// RFC 8032, section 7.1, test 1.
const SAMPLE = {
  key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  signature:
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
};

/** Whether this browser can check Ed25519 signatures here. It cannot on a page without https. */
export async function hasEd25519() {
  return confirms(importKey(unhex(SAMPLE.key)), unhex(SAMPLE.signature), new Uint8Array());
}

async function importKey(bytes) {
  return crypto.subtle.importKey("raw", bytes, "Ed25519", false, ["verify"]);
}

async function confirms(key, signature, message) {
  try {
    return await crypto.subtle.verify("Ed25519", await key, signature, message);
  } catch {
    return false;
  }
}

const KEYS_KEPT = 1024;
const BATCH = 256;
const BATCH_BYTES = 1 << 22;

/** Checks authors' signatures, a batch at a time while the next is being read. */
class Signatures {
  confirmed = 0;
  #begin;
  #refuse;
  #keys = new Map();
  #batch = [];
  #bytes = 0;
  #before = Promise.resolve();

  constructor(commons, refuse) {
    this.#begin = new Uint8Array([...encoder.encode("subak/v1/act\n"), ...unhex(commons)]);
    this.#refuse = refuse;
  }

  add(index, entry, body) {
    // Signature, then the signed message: copied, because the entry's bytes are let go.
    const begin = 64 + this.#begin.length;
    const bytes = new Uint8Array(begin + 48 + body);
    bytes.set(entry.subarray(97, 161));
    bytes.set(this.#begin, 64);
    bytes.set(entry.subarray(49, 97), begin);
    bytes.set(entry.subarray(165, 165 + body), begin + 48);
    this.#batch.push(this.#check(index, this.#key(entry.subarray(65, 97)), bytes));
    this.#bytes += bytes.length;
  }

  async #check(index, key, bytes) {
    if (await confirms(key, bytes.subarray(0, 64), bytes.subarray(64))) this.confirmed += 1;
    else this.#refuse(index, hex(bytes.subarray(64 + this.#begin.length + 16).subarray(0, 32)));
  }

  #key(author) {
    const known = name(author);
    let key = this.#keys.get(known);
    if (!key) {
      key = importKey(author.slice());
      if (this.#keys.size === KEYS_KEPT) this.#keys.delete(this.#keys.keys().next().value);
      this.#keys.set(known, key);
    }
    return key;
  }

  get full() {
    return this.#batch.length >= BATCH || this.#bytes >= BATCH_BYTES;
  }

  /** Waits for the batch before the one that is full. */
  async turn() {
    const batch = Promise.all(this.#batch);
    this.#batch = [];
    this.#bytes = 0;
    await this.#before;
    this.#before = batch;
  }

  async done() {
    await this.turn();
    await this.#before;
  }
}

/** Act ids, each of which may occur once. Many sets, because one holds at most 2^24. */
class Once {
  #sets = Array.from({ length: 256 }, () => new Set());

  /** Whether it is there for the first time. */
  add(id) {
    const set = this.#sets[id[0]];
    const before = set.size;
    return set.add(name(id)).size > before;
  }
}

const FINDINGS_KEPT = 100;

class Check {
  entries = 0;
  found = 0;
  findings = [];
  tree = new Tree();
  authors = new Set();
  founder = null;
  #acts = new Once();
  #index = -1;
  #at = null;
  #head;
  #seen;

  constructor(checkpoint, seen, signed) {
    this.#head = sha256(encoder.encode("subak/v1/genesis\n"), unhex(checkpoint.commons));
    this.#seen = seen;
    const refuse = (entry, author) => this.find(entry, "signature_wrong", author);
    this.signatures = signed ? new Signatures(checkpoint.commons, refuse) : null;
  }

  find(entry, name, what) {
    this.found += 1;
    if (this.findings.length < FINDINGS_KEPT) this.findings.push({ entry, name, what });
  }

  get head() {
    return this.#head;
  }

  /** Takes the next entry. False if it is none, and so no other can be found after it. */
  take(bytes) {
    const place = this.entries;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const wrong = malformed(bytes, view);
    if (wrong) {
      this.find(place, "entry_malformed", wrong);
      return false;
    }
    this.#link(place, bytes, view);
    this.#time(place, view.getBigInt64(9));
    const id = bytes.subarray(49, 65);
    if (!this.#acts.add(id)) this.find(place, "act_twice", hex(id));
    this.founder ??= bytes.slice(65, 97);
    this.authors.add(name(bytes.subarray(65, 97)));
    this.signatures?.add(place, bytes, view.getUint32(161));
    this.#head = sha256(LEAF, bytes);
    this.tree.push(this.#head);
    this.entries += 1;
    if (this.entries === this.#seen?.size) this.#remember();
    return true;
  }

  #link(place, bytes, view) {
    const index = view.getUint32(1) * 2 ** 32 + view.getUint32(5);
    const previous = bytes.subarray(17, 49);
    const linked = same(previous, this.#head);
    if (index !== this.#index + 1) {
      this.find(place, "link_broken", `${index} \u2260 ${this.#index + 1}`);
    } else if (!linked) {
      const what = `${hex(previous)} \u2260 ${hex(this.#head)}`;
      if (place === 0) this.find(0, "link_broken", what);
      else this.find(place - 1, "hash_differs", what);
    }
    this.#index = index;
  }

  #time(place, at) {
    if (this.#at !== null && at < this.#at) {
      this.find(place, "time_backwards", `${at} < ${this.#at}`);
    }
    this.#at = at;
  }

  #remember() {
    const root = hex(this.tree.root());
    if (root !== this.#seen.root) {
      this.find(null, "history_rewritten", `${root} \u2260 ${this.#seen.root}`);
    }
  }
}

async function* chunksOf(stream) {
  if (!stream.getReader) return yield* stream;
  const reader = stream.getReader();
  try {
    for (let read; !(read = await reader.read()).done; ) yield read.value;
  } finally {
    reader.cancel().catch(() => {});
  }
}

// Reads as many entries as were signed for. What comes after them is signed for by a later checkpoint.
async function takeAll(check, checkpoint, entries, progress) {
  const frames = new Frames();
  const { size } = checkpoint;
  let told = 0;
  try {
    if (size === 0) return;
    for await (const chunk of chunksOf(await entries())) {
      frames.push(chunk);
      for (let entry; check.entries < size && (entry = frames.next()); ) {
        if (!check.take(entry)) return;
        if (check.signatures?.full) await check.signatures.turn();
      }
      if (check.entries === size) return;
      if (performance.now() - told > 100) {
        told = performance.now();
        progress({ entries: check.entries, size });
      }
    }
    check.find(null, "stream_cut", `${check.entries} / ${size}`);
  } catch (error) {
    check.find(null, "stream_cut", `${check.entries} / ${size}: ${error.message}`);
  }
}

function checkRoot(check, checkpoint, seen) {
  const root = hex(check.tree.root());
  if (check.entries === checkpoint.size && root !== hex(checkpoint.root)) {
    check.find(null, "root_differs", `${root} \u2260 ${hex(checkpoint.root)}`);
  }
  if (seen && checkpoint.size < seen.size) {
    check.find(null, "history_rewritten", `${checkpoint.size} < ${seen.size}`);
  }
}

// The operator is who this browser knows, else who is named to it, else the founder, who signs the first entry.
async function checkOperator(check, checkpoint, named, seen) {
  const key = seen?.operator ?? named ?? (check.founder ? hex(check.founder) : "");
  // Without any entry nobody is known who should have signed, and that there is none is found already.
  if (!key && check.found > 0) return null;
  const begin = sha256(encoder.encode(`${checkpoint.origin}\n\x01`), unhex(key)).subarray(0, 4);
  const text = encoder.encode(checkpoint.text);
  const imported = importKey(unhex(key));
  imported.catch(() => {});
  for (const signature of checkpoint.signatures.filter((bytes) => same(begin, bytes))) {
    if (await confirms(imported, signature.subarray(4), text)) return key;
  }
  check.find(null, "checkpoint_signature_wrong", key);
  return null;
}

const inOrder = (one, other) => (one.entry ?? Infinity) - (other.entry ?? Infinity) || 0;

/**
 * Checks entries against a checkpoint, and both against what was seen before.
 *
 * Takes
 * - `checkpoint`: the text of the signed checkpoint;
 * - `entries`: a function that gives (a promise of) a stream or an async iterable of bytes, the entries from 0 on;
 * - `operator`: the key that signs checkpoints, in hexadecimal, if it is known from elsewhere;
 * - `seen`: by commons id, what earlier results had as `pin`;
 * - `progress`: called with { entries, size } a few times a second.
 *
 * Gives { commons, entries, signatures, authors, head, root, checkpointKey, ms, findings, found, unchecked,
 * seen, pin }. Hashes and keys are hexadecimal. `signatures` are those that were confirmed, `checkpointKey` is null
 * unless the checkpoint's was. `findings` are at most a hundred, in the order of the entries, `found` is how many there are.
 * `unchecked` names what was not looked at: always `effects`, and `signatures` in a browser without Ed25519.
 * `seen` is how many entries this browser had seen before, `pin` what to keep for the next time, null after a finding.
 */
export async function verify({ checkpoint: note, entries, operator, seen: pins = {}, progress = () => {} }) {
  const began = performance.now();
  const checkpoint = readCheckpoint(note);
  if (!checkpoint) return unreadable(began);
  const seen = Object.hasOwn(pins, checkpoint.commons) ? pins[checkpoint.commons] : null;
  const signed = await hasEd25519();
  const check = new Check(checkpoint, seen, signed);
  await takeAll(check, checkpoint, entries, progress);
  await check.signatures?.done();
  checkRoot(check, checkpoint, seen);
  const checkpointKey = signed ? await checkOperator(check, checkpoint, operator, seen) : null;
  const root = hex(check.tree.root());
  const pinned = { size: check.entries, root, operator: checkpointKey ?? seen?.operator };
  return {
    commons: checkpoint.commons,
    entries: check.entries,
    signatures: check.signatures?.confirmed ?? 0,
    authors: check.authors.size,
    head: hex(check.head),
    root,
    checkpointKey,
    ms: performance.now() - began,
    findings: check.findings.sort(inOrder),
    found: check.found,
    unchecked: signed ? ["effects"] : ["effects", "signatures"],
    seen: seen?.size ?? null,
    pin: check.found === 0 ? pinned : null,
  };
}

function unreadable(began) {
  return {
    commons: null,
    entries: 0,
    signatures: 0,
    authors: 0,
    head: null,
    root: null,
    checkpointKey: null,
    ms: performance.now() - began,
    findings: [{ entry: null, name: "checkpoint_malformed", what: "" }],
    found: 1,
    unchecked: ["effects", "signatures"],
    seen: null,
    pin: null,
  };
}

async function fetched(address) {
  const answer = await fetch(address, { cache: "no-store", credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer;
}

/**
 * Fetches a checkpoint and then the entries, and checks them as `verify` does. `checkpoint` and `entries` are
 * addresses. An error if there is no checkpoint to be had.
 */
export async function verifyAt({ checkpoint, entries, ...others }) {
  const note = await (await fetched(checkpoint)).text();
  const body = async () => (await fetched(entries)).body;
  return verify({ ...others, checkpoint: note, entries: body });
}

// As a worker: takes one message of what `verifyAt` takes, and posts { progress } until it posts { result } or { error }.
if (globalThis.WorkerGlobalScope && globalThis instanceof WorkerGlobalScope) {
  globalThis.onmessage = async ({ data }) => {
    try {
      const progress = (progress) => postMessage({ progress });
      postMessage({ result: await verifyAt({ ...data, progress }) });
    } catch (error) {
      postMessage({ error: error.message });
    }
  };
}
