import assert from "node:assert/strict";
import { firstProject, saved } from "../harness.mjs";

export const title = "what somebody logged is accepted by another, or contested";

export async function story(site) {
  const [one, other] = Object.keys(site.people);
  const author = await site.member(one);
  const project = await firstProject(author);
  const logged = [];
  for (const line of [`2 h painting on ${project}`, `5 h thinking on ${project}`]) {
    await author.goto("/log");
    await author.locator("#line").fill(line);
    await author.locator("form.quick button").first().click();
    logged.push(await saved(author));
  }
  const [painting, thinking] = logged;

  const tab = await site.member(other);
  await tab.goto("/work/contributions");
  await site.look(tab, "contributions");
  await tab.locator(`input[name='entry-${painting}']`).check();
  await tab.locator("button:not([name])", { hasText: "Accept" }).click();
  await tab.locator(".done").waitFor();
  assert.equal(await tab.locator(`input[name='entry-${painting}']`).count(), 0, "it waits no longer");

  await tab.locator(`a[href='/work/contributions/${thinking}']`).click();
  await site.look(tab, "contribution");
  await tab.locator("textarea[name=reason]").fill("It was two hours, I was there");
  await tab.locator("button[name=verdict][value=contested]").click();
  await tab.locator(".done").waitFor();
  await tab.goto("/work/contributions?state=contested");
  await tab.getByText("It was two hours, I was there").first().waitFor();
  await site.look(tab, "contributions-contested");
}
