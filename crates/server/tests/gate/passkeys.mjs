// Drives Chromium and the devices that it plays: asks for options on a line, and answers with what `toJSON` gives.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const DEVICES = [
  { transport: "internal", hasPrf: true },
  { transport: "usb", hasPrf: true },
  { transport: "internal", hasPrf: false },
];

const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end("<title>rice</title>"));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const origin = `http://localhost:${server.address().port}`;
console.log(origin);

const options = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
async function ask(line) {
  console.log(line);
  return (await options.next()).value;
}

const profile = mkdtempSync(join(tmpdir(), "subak-passkeys-"));
const flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking " +
  "--disable-component-update --disable-sync --remote-debugging-pipe";
const chromium = spawn("chromium", [...flags.split(" "), `--user-data-dir=${profile}`, "about:blank"], {
  stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
});
const [to, from] = [chromium.stdio[3], chromium.stdio[4]];
const waiting = new Map();
let heard = "";
from.setEncoding("utf8").on("data", (part) => {
  const messages = (heard + part).split("\0");
  heard = messages.pop();
  for (const { id, error, result } of messages.map((text) => JSON.parse(text))) {
    const [done, failed] = waiting.get(id) ?? [];
    if (error) failed?.(new Error(error.message));
    else done?.(result);
  }
});
let sent = 0;
function send(method, params = {}, sessionId = undefined) {
  to.write(`${JSON.stringify({ id: ++sent, method, params, sessionId })}\0`);
  return new Promise((done, failed) => waiting.set(sent, [done, failed]));
}

try {
  const { targetId } = await send("Target.createTarget", { url: origin });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const evaluate = async (expression) => {
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { exceptionDetails, result } = await send("Runtime.evaluate", params, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
    return result.value;
  };
  while (!(await evaluate("location.protocol === 'http:' && document.readyState === 'complete'")));
  const credential = (how, parse, json) =>
    evaluate(`navigator.credentials.${how}({ publicKey: PublicKeyCredential.${parse}(${json}) })
      .then((credential) => JSON.stringify(credential.toJSON()))`);
  await send("WebAuthn.enable", {}, sessionId);
  for (const device of DEVICES) {
    const made = {
      protocol: "ctap2", ctap2Version: "ctap2_1", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true, ...device,
    };
    const { authenticatorId } = await send("WebAuthn.addVirtualAuthenticator", { options: made }, sessionId);
    const wish = await ask("make ");
    let next = await ask(`made ${await credential("create", "parseCreationOptionsFromJSON", wish)}`);
    for (const _ of [1, 2]) {
      next = await ask(`shown ${await credential("get", "parseRequestOptionsFromJSON", next)}`);
    }
    await send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }, sessionId);
    await ask("away ");
  }
} finally {
  const ended = new Promise((done) => chromium.on("exit", done));
  chromium.kill();
  await ended;
  server.close();
  rmSync(profile, { recursive: true, force: true });
  process.stdin.destroy();
}
