import assert from "node:assert/strict";

export const title = "a passkey is made, and opens the door";

const DEVICE = {
  protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasPrf: true, hasResidentKey: true,
  hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
};

export async function story(site) {
  const [name] = Object.keys(site.people);
  const tab = await site.member(name);
  const device = await tab.context().newCDPSession(tab);
  await device.send("WebAuthn.enable");
  await device.send("WebAuthn.addVirtualAuthenticator", { options: DEVICE });

  await tab.goto("/keys");
  await site.look(tab, "keys");
  const make = tab.locator("form[data-passkey=create]");
  await make.locator("[name=name]").fill("My phone");
  await make.locator("button").click();
  await tab.waitForURL(/added=/);
  await site.look(tab, "keys-passkey");

  await tab.context().clearCookies();
  await tab.goto("/enter");
  await tab.locator("form[data-passkey=get] button").click();
  await tab.waitForURL((url) => url.pathname === "/");
  await tab.locator("form[action='/leave']").waitFor({ state: "attached" });
  assert.match(await tab.locator(".who").textContent(), new RegExp(name));
  await tab.goto("/me/keys");
  await tab.getByText("My phone").first().waitFor();
  await site.look(tab, "me-keys");
}
