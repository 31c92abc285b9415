/**
 * Load the page anew whenever the plug-in that is being written has been saved; `oivis plugin run` says when.
 * @param {(sentence: string) => void} say tells of one that cannot be built; the page stays as it is
 */
export function reload(say) {
  const saved = new EventSource("/plugin/saved");
  saved.addEventListener("saved", () => location.reload());
  saved.addEventListener("broken", ({ data }) => say(JSON.parse(data)));
}
