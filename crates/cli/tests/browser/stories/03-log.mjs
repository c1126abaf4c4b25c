import assert from "node:assert/strict";
import { firstProject, last, saved } from "../harness.mjs";

export const title = "a contribution is logged by one line, by a timer, and made right";

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name);
  const project = await firstProject(tab);

  await tab.goto("/");
  await tab.locator("#line").fill(`3 h soldering on ${project} as design`);
  await tab.locator("form.quick button").click();
  assert.equal(await saved(tab), await last(tab));
  await site.look(tab, "log");

  await tab.clock.install();
  await tab.goto("/log");
  await tab.locator("[data-timer-toggle]").click();
  await tab.clock.fastForward("41:30");
  await tab.reload();
  assert.match(await tab.locator("[data-timer-shown]").innerText(), /^0:4[12]:/, "the timer survives a reload");
  await site.look(tab, "log-timer");
  await tab.locator("[data-timer-toggle]").click();
  const line = await tab.locator("#line").inputValue();
  assert.match(line, /^42 ?min /, "the timer writes how long it was");
  await tab.locator("#line").fill(`${line}sanding on ${project}`);
  await tab.locator("form.quick button").first().click();
  const entry = await saved(tab);

  const mine = tab.locator(`a[href='/log/correct/${entry}']`);
  await mine.click();
  await site.look(tab, "log-correct");
  await tab.goto("/log");
  await tab.locator("#line").fill("3 parsecs on nothing-at-all");
  await tab.locator("form.quick button").first().click();
  await tab.locator(".refused").first().waitFor();
  assert.equal(await tab.locator("#line").inputValue(), "3 parsecs on nothing-at-all", "what was typed is kept");
  await site.look(tab, "log-refused");
  for (const kind of ["material", "money", "machine"]) {
    await tab.goto(`/log?kind=${kind}`);
    await site.look(tab, `log-${kind}`);
  }
}
