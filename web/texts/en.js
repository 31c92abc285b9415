/** English: what the other languages say too. */
export const en = {
  page: {
    description:
      "Step into another place: your camera, cut out and set into a scene, in your browser. Your picture never leaves this device.",
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
    language: "Language",
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
    share: "Share",
    aside: "Put aside",
    panel: "Photos, clips, live",
    own: "A scene of your own",
    ownFile: "Picture or video",
    ownDrop: "Or drop one on the stage.",
    ownStays: "It stays on this device.",
    ownColour: "Colour",
    ownBlur: "Blur my room",
    photos: "Photos as",
    microphone: "Clips with sound",
    pause: "Pause",
    publish: "Go live",
    publishAbout: "Your picture is then sent to this streaming server, and nowhere else, until you stop.",
    address: "Address (WHIP)",
    token: "Token",
    goLive: "Go live",
    endLive: "Stop sending",
    onAir: "On air",
    offers: "Products",
    shop: "To the shop",
    contact: "Questions about privacy",
    counted: "What is counted here",
    uncounted: "Nothing is counted here, and nothing leaves this device.",
    closed: "There is no campaign here now.",
    coach: "Gestures",
    coachAgain: "Show me the gestures",
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
  scenes: {
    aurora: "Northern lights",
    beach: "Sunset beach",
    blossom: "Cherry blossom",
    blur: "Soft room",
    confetti: "Confetti",
    forest: "Fireflies",
    grid: "Retro drive",
    lanterns: "Sky lanterns",
    library: "Reading room",
    mist: "Misty mountains",
    night: "City at night",
    ocean: "Under water",
    own: "Your own",
    paper: "Paper valley",
    rain: "Rainy window",
    snow: "Snowfall",
    stars: "Among the stars",
    studio: "Studio",
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
    "microphone-denied":
      "The page may not use the microphone, or there is none. Allow it in the address bar, or record without sound.",
    "python-failed": "Python could not be started. Check the connection and reload the page.",
  },
  trouble: {
    restarting: "The stage stopped unexpectedly. It starts again by itself; your scene is kept.",
    insecure:
      "Browsers give the camera only to secure pages. Open this page over https, or use the demo or a file of your own.",
    /** @param {string[]} missing */
    lacking: (missing) =>
      `This browser lacks ${missing.join(", ")}. Use a recent version of Chrome, Edge, Firefox or Safari.`,
    /** @type {(name: string, names: readonly string[]) => string} */
    camera: (name, names) =>
      `There is no camera whose name has "${name}" in it. There is: ${names.join(", ") || "none"}.`,
    /** @param {string} name */
    hung: (name) => `The plug-in ${name} did not come back. The stage starts again without it.`,
    /** @param {number} bytes */
    large: (bytes) => `This file is too large: ${Math.round(bytes / 1e6)} MB are the most.`,
    notRunning: "There is no picture yet. Start the stage first.",
    frame: "This frame cannot be shown: it must be a picture that this page's own server has.",
    recording:
      "This browser cannot record. Take a photo, or use a recent version of Chrome, Edge, Firefox or Safari.",
  },
  effects: {
    title: "Effects",
    names: {
      none: "None",
      beauty: "Smooth skin",
      painterly: "Painting",
      cartoon: "Cartoon",
      film: "Film",
      teal: "Teal and orange",
      golden: "Golden hour",
      fade: "Faded",
      silver: "Silver",
      noir: "Noir",
      vignette: "Vignette",
    },
    sliders: {
      strength: "Strength",
      brush: "Brush",
      lines: "Lines",
    },
  },
  plugins: {
    title: "Play",
    sounds: "Sounds",
    names: {
      booth: "Photo booth",
      hats: "Hats",
      party: "Confetti throw",
      draw: "Air drawing",
      catch: "Catch the snow",
      carousel: "Products",
      prompter: "Teleprompter",
      duel: "Rock, paper, scissors",
    },
    /** @param {number} ms */
    slow: (ms) => `It takes ${ms} ms of a frame, so it is given fewer of them.`,
    /** @type {(name: string, why: string) => string} */
    off: (name, why) => `${name} was switched off: ${why}`,
    /** @param {string} name */
    damaged: (name) => `The plug-in ${name} arrived damaged: its sha256 is another. Try again in a while.`,
    /** @type {(name: string, reason: string) => string} */
    install: (name, reason) => `The plug-in ${name} cannot be installed: ${reason}`,
    /** @param {string} name */
    unguarded: (name) =>
      `The plug-in ${name} stays off: this browser's settings forbid what keeps it from other hosts. Allow this site to keep data, and reload the page.`,
  },
  card: {
    photo: "Your photo",
    clip: "Your clip",
  },
  publish: {
    states: { connecting: "Connecting", live: "On air", ended: "" },
    trouble: {
      /** @param {readonly string[]} origins */
      origin: (origins) =>
        origins.length
          ? `This page may publish to ${origins.join(", ")} only. Give an address there.`
          : "Whoever runs this page has allowed no streaming server.",
      offer: "The streaming server did not understand the offer. Check that the address is one for WHIP.",
      token: "The streaming server refused the token. Check it, or get a new one.",
      letters: "The token holds letters that no token has. Copy it again, without spaces.",
      address: "The streaming server knows no such address. Check it for missing letters.",
      codec:
        "The streaming server takes none of the formats that this browser can send. Try another browser or server.",
      taken: "Somebody is live at this address already. Stop that one first, or use another address.",
      busy: "The streaming server has no room at the moment. Try again in a while.",
      /** @param {number} status */
      status: (status) =>
        `The streaming server answered ${status}. Try again; if that stays, ask whoever runs it.`,
      network:
        "The streaming server could not be reached, or does not let this page talk to it (CORS). Check the address and the network.",
      answer: "What the streaming server answered makes no sense. Check that the address is one for WHIP.",
      unreachable:
        "The streaming server agreed, but no picture reaches it. A firewall may be in the way; try another network.",
      lost: "The connection to the streaming server was lost. Go live again.",
      stopped: "It was stopped before the streaming server had answered.",
      refused:
        "This browser cannot send a live picture. Use a recent version of Chrome, Edge, Firefox or Safari.",
    },
  },
  /** A big screen, `?kiosk`. */
  kiosk: {
    come: "Step in front of the camera",
    take: "Take a picture of this screen with your phone",
    gone: "Your photo is kept nowhere. It is gone when the count is over, or when you hold your hand open.",
  },
  recording: {
    stop: "Stop recording",
    goOn: "Go on",
  },
  /** The page /ortweb. */
  try: {
    description:
      "Python with onnxruntime in your browser: write a program, run it on a picture. Nothing leaves this device.",
    title: "Python with onnxruntime, in this page",
    about: "Programs and pictures never leave this device.",
    language: "Language",
    examples: "Examples",
    own: "Your program",
    program: "Program",
    run: "Run",
    stop: "Stop",
    keys: "Ctrl+Enter runs. Tab indents; Escape and then Tab leaves the editor.",
    choose: "Choose a picture",
    before: "The picture that the program reads",
    after: "The picture that the program has made",
    output: "Output",
    empty: "What the program prints appears here.",
    titles: {
      cutout: "Set a person before another background",
      outline: "Keep the colour of a person alone, and draw a line round them",
      session: "Open a model and run it",
      strings: "Feed strings, scalars and arrays of no length",
      optional: "Leave an optional input out",
      metadata: "Ask a model what it is",
      values: "Hold values between runs, and bind them",
      errors: "Catch what goes wrong, by its name",
      options: "Set options of a session",
      weights: "Open a model whose weights lie in a file beside it",
    },
    states: {
      loading: "Python is starting",
      idle: "Ready to run",
      running: "Running",
      failed: "Python has not started",
    },
    /** @param {string} seconds */
    done: (seconds) => `Done in ${seconds} s.\n`,
    stopped: "Stopped.\n",
    /** @param {string} what */
    odd: (what) =>
      `result.npy holds ${what}. A picture is uint8 [height, width], [height, width, 3] or [height, width, 4], up to 4096 each way.\n`,
    unreadable: "This file is no picture that the browser can read. Choose another, such as a PNG or JPEG.\n",
  },
  /** The page of a room, web/room. */
  play: {
    description: "Rock, paper, scissors with everybody at once.",
    title: "Rock, paper, scissors",
    name: "Your name",
    join: "Join",
    open: "Open a room for all",
    openForOne: "Play with one friend",
    promise: "Only your name and your moves are sent, never a picture.",
    language: "Language",
    code: "Code",
    qr: "QR code of this room's address",
    yourMove: "Your move",
    camera: "Play by hand, with the camera",
    mirror: "You, as the camera sees you",
    seen: (/** @type {string} */ move) => `Your hand shows: ${move}.`,
    seenNone: "Show a fist, an open hand or two fingers.",
    ready: "Both are here. Either of you may start.",
    elimination: "Play until one is left",
    start: "New match",
    next: "Next round",
    close: "Close the room",
    go: "Go!",
    moves: { rock: "Rock", paper: "Paper", scissors: "Scissors" },
    /** @param {number} count */
    fans: (count) => (count === 1 ? "1 player here" : `${count} players here`),
    invite: "Let others scan this, then start.",
    /** @param {string} anchor */
    wait: (anchor) => `You are in. ${anchor} starts the round.`,
    away: "The host is away. The game goes on as soon as they are back.",
    closed: "The room is closed. Thank you for playing.",
    choose: "Choose now!",
    moved: "Your move is made. Nobody sees it yet.",
    reveal: "All moves are shown.",
    out: "You watch this match. You play in the next.",
    nowOut: "You are out. Watch who is left.",
    void: "The host made no move: nobody won or lost.",
    outcomes: { won: "You won!", lost: "You lost.", drew: "A draw.", absent: "You made no move in time." },
    /** @param {number} count */
    beat: (count) => (count === 1 ? "1 player beat you." : `${count} players beat you.`),
    /** @param {string} name */
    champion: (name) => `${name} is the last one left and wins!`,
    /** @param {string} move */
    anchorMove: (move) => `The host showed: ${move}.`,
    /** @param {string} name @param {number} streak */
    streak: (name, streak) => `Longest streak: ${name}, ${streak} in a row.`,
    /** @param {number} count */
    left: (count) => `${count} still in.`,
    lost: "The connection is lost. Coming back\u2026",
    insecure: "Browsers let pages play only over https. Ask for an address that begins with https.",
    /** One for each code that a room refuses something with: server/rooms/messages.py. */
    refusals: {
      "message-invalid": "The page and the server do not understand each other. Reload the page.",
      "message-early": "The page and the server do not understand each other. Reload the page.",
      "too-fast": "That was too fast. Wait a little and join again.",
      "token-invalid": "Your place in this room is gone. Join again.",
      "room-missing": "There is no such room, or it has ended. Ask for a new link.",
      "room-full": "This room is full. Try again when somebody has left.",
      "room-closed": "The room is closed. Thank you for playing.",
      "server-full": "There are too many players at the moment. Try again in a while.",
      replaced: "You play in another tab now.",
      silent: "Nothing was heard of you for too long. Join again.",
      "name-empty": "A name needs at least one letter.",
      "name-long": "This name is too long: 24 letters are the most.",
      "name-rude": "This name is not welcome here. Choose another.",
      "not-anchor": "Only the host of the room can do this.",
      "not-now": "Too late, or too early, for that.",
      "not-in": "You are out of this match. You play in the next.",
      "round-wrong": "That round is over.",
      "commit-missing": "You made no move in time.",
      "commit-double": "You have made your move already.",
      "reveal-double": "You have shown your move already.",
      "reveal-wrong": "Your move could not be checked and does not count.",
      "room-lost": "The server lost this room for a moment. Coming back\u2026",
      "rooms-apart": "This server is not set up for rooms. Tell whoever runs it.",
    },
  },
};
