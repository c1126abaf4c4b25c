// A timer that survives a reload: it keeps when it began, and fills the hours in when it is stopped.

const KEY = "subak-timer";
const box = document.querySelector("[data-timer]");
const toggle = box.querySelector("[data-timer-toggle]");
const forget = box.querySelector("[data-timer-forget]");
const shown = box.querySelector("[data-timer-shown]");
const line = document.getElementById("line");
const amount = document.getElementById("amount");

const began = () => Number(localStorage.getItem(KEY)) || 0;
const two = (number) => String(number).padStart(2, "0");

function show() {
  const since = began();
  const seconds = since ? Math.max(0, Math.floor((Date.now() - since) / 1000)) : 0;
  shown.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  toggle.textContent = since ? box.dataset.stop : box.dataset.start;
  toggle.setAttribute("aria-pressed", since ? "true" : "false");
  forget.hidden = !since;
  box.classList.toggle("runs", since > 0);
}

// Minutes are rounded up: who worked at all worked a minute.
function fill(minutes) {
  const said = minutes < 60 ? `${minutes}min` : `${Math.floor(minutes / 60)}h${two(minutes % 60)}`;
  const leading = /^\s*(\d+([.,]\d+)?\s*(h|hours?|heures?|min|minutes?)\b|\d+[h:]\d\d)\s*/i;
  line.value = `${said} ${line.value.replace(leading, "")}`;
  if (amount && amount.closest("form").querySelector("[name=kind]").value === "work") amount.value = said;
  line.focus();
  line.setSelectionRange(line.value.length, line.value.length);
}

toggle.addEventListener("click", () => {
  const since = began();
  if (since) {
    localStorage.removeItem(KEY);
    fill(Math.max(1, Math.ceil((Date.now() - since) / 60000)));
  } else {
    localStorage.setItem(KEY, String(Date.now()));
  }
  show();
});
forget.addEventListener("click", () => {
  localStorage.removeItem(KEY);
  show();
});
// Another tab may start or stop it.
addEventListener("storage", show);
box.hidden = false;
show();
setInterval(show, 1000);
