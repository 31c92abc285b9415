import { config } from "./config.js";

const tried = "oivis.isolated";
// One that does not come in this time would not come at all: a stage on one thread is better than none.
const patience_ms = 10_000;

/**
 * On a file host that sets no headers: let the service worker put them before the page, which loads itself once more
 * for it. Where that cannot be, the stage runs on one thread, and without plug-ins of others: nothing would keep them
 * from other hosts.
 * @returns {Promise<void>} never settled where the page goes
 */
export async function isolate() {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const isGuarded = serviceWorker.controller || !config.plugins.some(({ version }) => version);
  if (self.crossOriginIsolated && isGuarded) return;
  try {
    const controlled = new Promise((resolve) => {
      serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    });
    await serviceWorker.register(config.worker);
    const late = new Promise((resolve) => setTimeout(resolve, patience_ms, null));
    if (!(await Promise.race([serviceWorker.ready, late]))) return;
    if (self.crossOriginIsolated) {
      if (!serviceWorker.controller) await Promise.race([controlled, late]);
      return;
    }
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
