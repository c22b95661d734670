// Conveniences. Every page works without this file.

const COPIED_MS = 1600;

const status = document.getElementById("status");

for (const figure of document.querySelectorAll("figure.code")) {
  const button = document.createElement("button");
  const label = figure.querySelector("figcaption").textContent;
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy this ${label} block`);
  button.addEventListener("click", () => copy(figure, button));
  figure.append(button);
}
document.documentElement.classList.add("js"); // the click that selects all gives way to the button

async function copy(figure, button) {
  const code = figure.querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
    status.textContent = "Copied to the clipboard";
  } catch {
    // No right to the clipboard: the text is selected instead, for the keyboard.
    getSelection().selectAllChildren(code);
    button.textContent = "Selected";
    status.textContent = "Selected; press Control C to copy";
  }
  setTimeout(() => {
    button.textContent = "Copy";
    status.textContent = "";
  }, COPIED_MS);
}

for (const hint of document.querySelectorAll(".keys")) hint.hidden = false;

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (event.target instanceof HTMLTextAreaElement) event.target.form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  if (document.body.dataset.sending) event.preventDefault(); // a second click sends nothing twice
  document.body.dataset.sending = "yes";
  status.textContent = "Reading";
});

// Back from the next page, the browser may show this one as it was left.
addEventListener("pageshow", () => delete document.body.dataset.sending);
