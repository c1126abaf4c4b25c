// Explanations open in place, where there is a script; without it they are pages.

for (const link of document.querySelectorAll("a[data-why]")) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const open = link.parentElement.querySelector(".because");
    if (open) {
      open.remove();
      link.setAttribute("aria-expanded", "false");
      return;
    }
    try {
      const answer = await fetch(link.href, { headers: { "X-Subak-Part": "main" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const box = document.createElement("div");
      box.className = "because";
      box.setAttribute("role", "status");
      // The part comes from this server, with everything that people wrote in it escaped there.
      box.innerHTML = await answer.text();
      link.after(box);
      link.setAttribute("aria-expanded", "true");
    } catch {
      location.href = link.href;
    }
  });
  link.setAttribute("aria-expanded", "false");
}

// A form that is being sent is not sent again by a second tap.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
