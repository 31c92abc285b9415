/** Load the page anew whenever the plug-in that is being written has been saved; `oivis plugin run` says when. */
export function reload() {
  const saved = new EventSource("/plugin/saved");
  saved.addEventListener("saved", () => location.reload());
}
