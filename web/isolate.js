import { config } from "./config.js";

const tried = "oivis.isolated";

/**
 * On a file host that sets no headers: let the service worker put them before the page, which loads itself once more
 * for it. Where that cannot be, the stage runs on one thread.
 * @returns {Promise<void>} never settled where the page goes
 */
export async function isolate() {
  if (self.crossOriginIsolated || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(config.worker);
    await navigator.serviceWorker.ready;
    // A browser that stays as it is must not be sent round and round.
    if (sessionStorage.getItem(tried)) return;
    sessionStorage.setItem(tried, "1");
  } catch (error) {
    console.warn(error);
    return;
  }
  location.reload();
  await new Promise(() => {});
}
