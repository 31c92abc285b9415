/** A button that copies the lines beside it. Without this file they are selected and copied by hand. */

for (const button of document.querySelectorAll("button[data-copy]")) {
  const lines = document.querySelector("textarea#snippet");
  if (!(button instanceof HTMLButtonElement) || !(lines instanceof HTMLTextAreaElement)) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    lines.select();
    try {
      await navigator.clipboard.writeText(lines.value);
      button.textContent = "Copied";
    } catch {
      // Not a secure page, or not allowed: they are selected, for Ctrl+C.
      button.textContent = "Selected: press Ctrl+C";
    }
  });
}
