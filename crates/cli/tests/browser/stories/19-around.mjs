import assert from "node:assert/strict";
import { firstProject } from "../harness.mjs";

export const title = "every other page holds what all pages promise";

export async function story(site) {
  const [name, other] = Object.keys(site.people);
  const tab = await site.member(name);
  const project = await firstProject(tab);
  const pages = {
    "/work": "work", [`/work/${project}`]: "project-charts", "/work/new/project": "work-new-project",
    "/work/new/resource": "work-new-resource", "/people": "people", [`/people/${other}`]: "person", "/me": "me",
    "/me/statement": "statement", "/money/flows": "flows", "/money/ask": "ask", "/money/hold": "hold",
    "/money/receipts": "receipts", "/money/roles": "roles", "/whatif": "whatif", "/import": "import",
  };
  for (const [path, shot] of Object.entries(pages)) {
    const answer = await tab.goto(path);
    if (!answer.ok()) {
      site.amiss.add(`${path}: answered ${answer.status()}`);
      continue;
    }
    await site.drawn(tab);
    await site.look(tab, shot);
  }
  const lost = await tab.goto("/nowhere");
  assert.equal(lost.status(), 404);
  await site.look(tab, "not-found");
}
