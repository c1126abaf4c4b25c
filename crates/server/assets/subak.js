// Explanations open in place, where there is a script; without it they are pages.

/** Puts an explanation where it has room: in a row of its own under that of a table, else behind its link. */
function place(link, box) {
  const row = link.closest("tr");
  if (!row) {
    link.after(box);
    return box;
  }
  const [below, cell] = [document.createElement("tr"), document.createElement("td")];
  cell.colSpan = row.cells.length;
  cell.append(box);
  below.append(cell);
  row.after(below);
  return below;
}

for (const link of document.querySelectorAll("a[data-why]")) {
  let open;
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    if (open) {
      open.remove();
      open = undefined;
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
      open = place(link, box);
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
