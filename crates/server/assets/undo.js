// The seconds in which a payment can be taken back, counted down where it is shown.

for (const form of document.querySelectorAll("form[data-seconds]")) {
  const says = form.querySelector(".left");
  const end = performance.now() + Number(form.dataset.seconds) * 1000;
  const tick = () => {
    const seconds = Math.max(0, Math.round((end - performance.now()) / 1000));
    says.textContent = says.textContent.replace(/\d+/, seconds);
    if (seconds > 0) return;
    clearInterval(timer);
    const over = document.createElement("p");
    over.className = "soft";
    over.textContent = form.dataset.over;
    form.replaceWith(over);
  };
  const timer = setInterval(tick, 1000);
}
