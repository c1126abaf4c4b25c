import assert from "node:assert/strict";
import { firstProject, last, saved } from "../harness.mjs";

export const title = "without scripts members log, accept, pay and ask why";

export async function story(site) {
  const [one, other] = Object.keys(site.people);
  const more = { javaScriptEnabled: false };
  const tab = await site.member(one, more);
  const project = await firstProject(tab);

  await tab.goto("/log");
  assert.ok(!(await tab.locator("[data-timer]").isVisible()), "what needs a script is not shown");
  await tab.locator("#line").fill(`1 h sweeping on ${project}`);
  await tab.locator("form.quick button").first().click();
  const entry = await saved(tab);
  await site.shot(tab, "no-script-log");

  const second = await site.member(other, more);
  await second.goto(`/work/contributions/${entry}`);
  await site.shot(second, "no-script-contribution");
  await second.goto("/work/contributions");
  await second.locator(`input[name='entry-${entry}']`).check();
  await second.locator("button:not([name])", { hasText: "Accept" }).click();
  await second.locator(".done").waitFor();

  await tab.goto("/money/pay");
  await tab.locator("#to").fill(other);
  await tab.locator("#amount").fill("1");
  await tab.locator("form.narrow button").click();
  const before = await last(tab);
  await tab.locator("form[action='/money/pay'] button").first().click();
  assert.equal(await last(tab), before + 1);
  await site.shot(tab, "no-script-receipt");

  await tab.goto(`/work/${project}`);
  assert.ok(await tab.locator("figure table").first().isVisible(), "the tables of charts stand open");
  await site.shot(tab, "no-script-project");
  await tab.goto(`/work/${project}/distribute?income=100`);
  await tab.locator("a[data-why]").first().click();
  await tab.waitForURL(/\/why\/share\//);
  assert.match(await tab.locator("main").innerText(), /\d/);
  await site.shot(tab, "no-script-why");
  await tab.goto("/journal");
  assert.ok(!(await tab.locator("button[data-verify]").isVisible()));
}
