import assert from "node:assert/strict";
import { figures, firstProject, last, saved } from "../harness.mjs";

export const title = "an income is shared: looked at first, then done";

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name);
  const project = await firstProject(tab);
  await tab.goto(`/work/${project}/distribute`);
  const before = await last(tab);
  await tab.locator("#income").fill("1000");
  await tab.locator("#reference").fill("Invoice 7");
  await tab.locator("main form button").first().click();
  await tab.locator("section.card table").waitFor();
  await site.look(tab, "distribute");
  assert.equal(await last(tab), before, "a preview writes nothing");
  const parts = (await tab.locator("section.card tbody tr td:last-child").allInnerTexts()).map(cents);
  assert.equal(parts.reduce((sum, part) => sum + part, 0), 100_000, "the parts are the whole, to the cent");

  await tab.locator("section.card > form button").click();
  assert.equal(await saved(tab), await last(tab));
  await site.look(tab, "project");
  assert.match(figures(await tab.locator("main").innerText()), /1,?000\.00/);
}

/** A sum as cents: `1,234.50 CAD` is 123450. */
const cents = (text) => Number(text.replace(/[^\d]/g, ""));
