/**
 * Every word that a viewer reads, in one place, so that other languages can follow.
 *
 * `page` fills the elements that carry `data-text` (their text) or `data-label` (their accessible name).
 */
export const texts = {
  page: {
    tagline: "Step into another place.",
    about: "Your camera, cut out and set into a scene. Your hands are the remote control.",
    privacy: "Your picture never leaves this device.",
    start: "Start camera",
    demo: "Watch the demo",
    file: "Choose a file",
    stop: "Stop",
    help: "Gestures and keys",
    close: "Close",
    scenes: "Scenes",
    controls: "Controls",
    previous: "Previous scene",
    next: "Next scene",
    confirm: "Take a photo",
    return: "Back to the first scene",
    record: "Record a clip",
    retry: "Try again",
    save: "Save",
    discard: "Discard",
    stage: "Stage",
    card: "What you have made",
    fistDoes: "Clench to take a photo",
    slideDoes: "Slide to change the scene",
    palmDoes: "Hold open to go back",
    fistKey: "Fist, held for a moment: photo",
    palmKey: "Open palm, held still: back",
    leftKey: "Open hand, slid left: next scene",
    rightKey: "Open hand, slid right: previous scene",
  },
  /** What stands at the top of the page in each state. */
  states: {
    idle: "Ready",
    loading: "Starting",
    running: "Live",
    paused: "Paused",
    failed: "Stopped",
  },
  gestures: {
    fist: "Fist",
    palm: "Open palm",
    victory: "Victory",
    pointing: "Pointing",
    "thumb-up": "Thumb up",
    none: "Hand",
  },
  commands: {
    confirm: "Photo",
    return: "Back",
    next: "Next scene",
    previous: "Previous scene",
  },
  loading: {
    title: "Setting the stage",
    again: "Coming back",
    parts: {
      scenes: "Scenes",
      python: "Python",
      models: "Models",
      camera: "Camera",
    },
    /** @param {number} bytes */
    loaded: (bytes) => `${(bytes / 1e6).toFixed(1)} MB`,
  },
  veil: {
    paused: "Paused",
    pausedAbout: "The camera is released while this tab is hidden.",
    lost: "Camera disconnected",
    failed: "The stage has stopped",
  },
  titles: {
    "camera-denied": "No access to the camera",
    "camera-missing": "No camera found",
    "camera-busy": "The camera is in use",
    "source-unreadable": "That file cannot be shown",
    unsupported: "This browser cannot run the stage",
    "webgl-missing": "No graphics to draw with",
  },
  /** For each code of docs/house.md, section 8, that needs no other word: what is wrong, what to do. */
  errors: {
    "camera-denied":
      "The page may not use the camera. Allow it in the address bar and try again, or use the demo or a file of your own.",
    "camera-missing":
      "There is no camera on this device. Plug one in and try again, or use the demo or a file of your own.",
    "camera-busy":
      "Another program is using the camera. Close it and try again, or use the demo or a file of your own.",
    "camera-lost": "The camera has gone. Plug it in again: the stage goes on by itself.",
    "source-unreadable":
      "This file is no picture or video that the browser can read. Choose another, such as a PNG, JPEG, MP4 or WebM.",
    "worker-crashed":
      "The stage stopped again and again. Reload the page, or close other tabs that need much memory.",
    "webgl-lost": "The graphics driver was reset. The stage comes back by itself in a moment.",
    "model-missing":
      "A model could not be loaded. Check the connection and try again; if that does not help, tell whoever runs this page.",
    "model-corrupt":
      "A model arrived damaged, twice. Try again in a while; if that does not help, tell whoever runs this page.",
    "model-failed":
      "This browser could not run the models. Use a recent version of Chrome, Edge, Firefox or Safari, or another device.",
    "python-failed": "Python could not be started. Check the connection and reload the page.",
  },
  trouble: {
    restarting: "The stage stopped unexpectedly. It starts again by itself; your scene is kept.",
    insecure:
      "Browsers give the camera only to secure pages. Open this page over https, or use the demo or a file of your own.",
    /** @param {string[]} missing */
    lacking: (missing) =>
      `This browser lacks ${missing.join(", ")}. Use a recent version of Chrome, Edge, Firefox or Safari.`,
    large: "This file is too large: 16 MB are the most.",
    notRunning: "There is no picture yet. Start the stage first.",
    recording:
      "This browser cannot record. Take a photo, or use a recent version of Chrome, Edge, Firefox or Safari.",
  },
  card: {
    photo: "Your photo",
    clip: "Your clip",
    /** @param {string} kind */
    name: (kind) => `oivis-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.${kind}`,
  },
  recording: {
    stop: "Stop recording",
    /** @param {number} seconds */
    time: (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`,
  },
};
