/** Uploads beside the form, with a bar, so that what is being edited stays. Without this file the plain form does it. */

const form = /** @type {HTMLFormElement} */ (document.querySelector("form.upload"));
const bar = /** @type {HTMLProgressElement} */ (form.querySelector("progress"));
const said = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
const list = /** @type {HTMLElement} */ (document.querySelector("#assets"));
const after = /** @type {HTMLInputElement} */ (document.querySelector("form.edit [name=after]"));

form.addEventListener("submit", (event) => {
  event.preventDefault();
  // `fetch` does not tell how far an upload is.
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.value = loaded / total;
    say(loaded < total ? `${Math.round((loaded / total) * 100)} %` : "Sent. It is being checked.");
  });
  request.addEventListener("load", () => finish(request));
  request.addEventListener("error", () =>
    end("The server was not reached, or would not take it. Try again."),
  );
  button.disabled = true;
  bar.hidden = false;
  bar.value = 0;
  request.send(new FormData(form));
});

/** @param {XMLHttpRequest} request */
function finish({ status, response }) {
  if (status !== 200) {
    end(response?.sentences?.join(" ") ?? `It was not taken (${status}). Load the page again, then try it.`);
    return;
  }
  const { name, version } = response;
  // Where somebody else has saved meanwhile the number stays: they are not to be overwritten unseen.
  if (Number(after.value) === version - 1) after.value = version;
  offer(name);
  form.reset();
  end(`${name} can be chosen now.`);
}

/**
 * Put a file into the list, and into every choice of its kind.
 * @param {string} name
 */
function offer(name) {
  const ending = name.slice(name.lastIndexOf("."));
  for (const select of document.querySelectorAll("select")) {
    const endings = select.dataset.endings?.split(" ") ?? [];
    const isThere = [...select.options].some((option) => option.value === name);
    if (endings.includes(ending) && !isThere) select.add(new Option(name, name));
  }
  if ([...list.children].some((item) => item.textContent?.trim() === name)) return;
  const item = document.createElement("li");
  item.textContent = name;
  list.append(item);
}

/** @param {string} sentence */
function say(sentence) {
  said.textContent = sentence;
}

/** @param {string} sentence */
function end(sentence) {
  button.disabled = false;
  bar.hidden = true;
  say(sentence);
}
