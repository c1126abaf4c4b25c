// Tells all stories, one after the other, and what was amiss. `cargo test -p cli --test browser` calls it.

import { readdirSync } from "node:fs";
import { Site, start } from "./harness.mjs";

const { width, shots, demo, wizard, only } = JSON.parse(process.argv[2]);

// However it ends, it ends: a browser that hangs would hold everything up.
setTimeout(() => {
  console.log("the stories took longer than eight minutes");
  process.exit(3);
}, 8 * 60_000).unref();

const folder = new URL("stories/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".mjs") && (!only || name.includes(only))).sort();
const browser = await start();
const sites = {
  demo: new Site(browser, { ...demo, width, shots }),
  wizard: new Site(browser, { ...wizard, width, shots }),
};
const failed = [];
const began = performance.now();
for (const name of names) {
  const { story, at = "demo", title } = await import(new URL(name, folder));
  const site = sites[at];
  const from = performance.now();
  try {
    await story(site);
  } catch (failure) {
    failed.push(title);
    console.log(`FAILED ${title} (${name}): ${failure.stack}`);
    await site.fallen(name);
  } finally {
    await site.close();
  }
  console.log(`${String(Math.round(performance.now() - from)).padStart(6)} ms  ${title}`);
}
await browser.close();

const amiss = Object.values(sites).flatMap((site) => [...site.amiss]);
for (const what of amiss) console.log(`AMISS ${what}`);
const { bytes, path } = sites.demo.heaviest;
const seconds = Math.round((performance.now() - began) / 1000);
console.log(`${names.length} stories at ${width} px in ${seconds} s; the heaviest page before charts is ${path} with ${bytes} bytes`);
process.exit(failed.length + amiss.length > 0 ? 1 : 0);
