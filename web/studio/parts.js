/**
 * What htmx leaves to do in the studio: say that the server was not reached, fill the bar of an upload, tell
 * a reader of screens which fields are wrong, and hold a form still that is being saved. Every page works without it.
 */

const said = /** @type {HTMLElement} */ (document.querySelector("#said"));

document.body.addEventListener("htmx:beforeRequest", () => said.replaceChildren());
document.body.addEventListener("htmx:sendError", () => {
  const sentence = document.createElement("p");
  sentence.className = "wrong";
  sentence.textContent = said.dataset.away ?? "";
  said.replaceChildren(sentence);
});

document.body.addEventListener("htmx:xhr:progress", (event) => {
  const { loaded, total } = /** @type {CustomEvent} */ (event).detail;
  const bar = /** @type {Element} */ (event.target).querySelector("progress");
  if (bar && total) bar.value = loaded / total;
});

document.body.addEventListener("htmx:afterRequest", () => {
  for (const field of document.querySelectorAll("form.edit [aria-describedby]")) {
    const words = document.getElementById(field.getAttribute("aria-describedby") ?? "");
    if (words?.textContent) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
});

// What is typed while a save is on its way would be gone with the form that its answer replaces.
document.addEventListener("beforeinput", (event) => {
  if (document.querySelector("#save.htmx-request")) event.preventDefault();
});
