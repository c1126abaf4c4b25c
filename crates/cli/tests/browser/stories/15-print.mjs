import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { firstProject } from "../harness.mjs";

export const title = "a page with charts goes to paper";

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name);
  const project = await firstProject(tab);
  await tab.goto(`/work/${project}`);
  await site.drawn(tab);
  const pdf = await tab.pdf({ format: "Letter", printBackground: true });
  assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  assert.ok(pdf.length > 20_000, "the charts are on the paper");
  writeFileSync(join(site.shots, "project.pdf"), pdf);
  await tab.emulateMedia({ media: "print" });
  for (const part of [".top", "footer"]) assert.ok(!(await tab.locator(part).first().isVisible()), `${part} is not printed`);
  assert.ok(await tab.locator("main h1").isVisible());
  await site.shot(tab, "print-project");
}
