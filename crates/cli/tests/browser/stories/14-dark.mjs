import { firstProject } from "../harness.mjs";

export const title = "pages are dark where the system is";

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name, { colorScheme: "dark" });
  const project = await firstProject(tab);
  const pages = { "/": "home", "/log": "log", "/money": "money", "/rules": "rules", "/journal": "journal", "/me": "me" };
  for (const [path, shot] of Object.entries({ ...pages, [`/work/${project}`]: "project", "/money/flows": "flows" })) {
    await tab.goto(path);
    await site.drawn(tab);
    await site.look(tab, `dark-${shot}`);
  }
}
