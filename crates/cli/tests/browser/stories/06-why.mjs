import assert from "node:assert/strict";
import { firstProject } from "../harness.mjs";

export const title = "Why? opens in place, on every figure that has one";

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name);
  const project = await firstProject(tab);
  await tab.goto(`/work/${project}/distribute?income=100`);
  const address = tab.url();
  const link = tab.locator("a[data-why]").first();
  await link.click();
  const because = tab.locator(".because").first();
  await because.waitFor();
  assert.equal(tab.url(), address, "the page stays");
  assert.equal(await link.getAttribute("aria-expanded"), "true");
  assert.match(await because.innerText(), /\d/);
  await site.look(tab, "why-in-place");
  await link.click();
  assert.equal(await tab.locator(".because").count(), 0, "it closes as it opened");

  for (const [page, shot] of [["/me", "why-me"], ["/money", "why-money"], [`/work/${project}`, "why-work"]]) {
    await tab.goto(page);
    const all = tab.locator("a[data-why]");
    if (await all.count() === 0) continue;
    // Charts fold the tables that they were drawn from.
    await tab.locator("main details").evaluateAll((folded) => folded.forEach((it) => { it.open = true; }));
    await all.first().click();
    await tab.locator(".because").first().waitFor();
    await site.shot(tab, shot);
  }
  await tab.goto(`/why/share/${project}/${name}`);
  await site.look(tab, "why-page");
}
