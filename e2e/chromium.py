"""With what every Chromium of these tests is started."""

# In every new window Chromium 156 starts a renderer for what drops down from the address bar: a second of the
# processor for nothing. Playwright's own list is replaced by this one, so it is in it.
WITHOUT = (
    "WebUIOmniboxPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = (f"--disable-features={','.join(WITHOUT)}",)
# WebAssembly is compiled once and not better in the background: two pages on two cores are ready sooner, and
# their networks run slower.
LIFTOFF = "--js-flags=--liftoff-only"
