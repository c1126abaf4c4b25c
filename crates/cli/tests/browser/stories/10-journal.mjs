import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { last } from "../harness.mjs";

export const title = "the journal is verified in the page, and taken away";

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name);
  await tab.goto("/journal");
  await site.look(tab, "journal");
  await tab.locator("button[data-verify]").click();
  const place = tab.locator("[data-verify-here][data-verified]");
  await place.waitFor();
  assert.equal(await place.getAttribute("data-verified"), "good", await place.innerText());
  const said = await place.locator("output").innerText();
  assert.ok(!said.includes("cannot check signatures"), said);
  assert.ok(said.includes(String((await last(tab)) + 1)), said);
  await site.look(tab, "journal-verified");
  await tab.locator("button[data-verify]").click();
  await tab.locator("output", { hasText: "saw before are still the same" }).waitFor();

  await tab.goto(`/journal/${await last(tab)}`);
  await site.look(tab, "journal-entry");

  await tab.goto("/journal");
  const files = tab.locator("a[href^='/export/']");
  const held = {};
  for (const link of await files.all()) {
    const [download] = await Promise.all([tab.waitForEvent("download"), link.click()]);
    const bytes = readFileSync(await download.path());
    const ending = download.suggestedFilename().split(".").slice(1).join(".");
    assert.ok(bytes.length > 0, `${download.suggestedFilename()} is empty`);
    held[ending] = bytes;
  }
  assert.equal(held.subak.subarray(0, 15).toString(), "SQLite format 3");
  const graph = JSON.parse(held["valueflows.jsonld"]);
  assert.ok(graph["@context"], "the export is JSON-LD");
  assert.ok(held["events.csv"].toString().trim().split("\n").length > 1);

  await tab.goto("/me/statement");
  const [statement] = await Promise.all([tab.waitForEvent("download"), tab.locator("a[href*='statement.pdf']").click()]);
  assert.equal(readFileSync(await statement.path()).subarray(0, 5).toString(), "%PDF-");
}
