/** A button that copies the lines before it. Without this file they are selected and copied by hand. */

document.addEventListener("click", async ({ target }) => {
  const button = target instanceof Element && target.closest("button[data-copied]");
  const lines = document.querySelector("textarea#snippet");
  if (!(button instanceof HTMLButtonElement) || !(lines instanceof HTMLTextAreaElement)) return;
  lines.select();
  try {
    await navigator.clipboard.writeText(lines.value);
    button.textContent = button.dataset.copied ?? "";
  } catch {
    // Not a secure page, or not allowed: they are selected, for Ctrl+C.
    button.textContent = button.dataset.selected ?? "";
  }
});
