/** Sharing a screen. */

export const share = {
  share: "Share",
  stop: "Stop sharing",
  title: "Choose what to share",
  kinds: "What can be shared",
  screens: "Screens",
  windows: "Windows",
  looking: "Looking for screens and windows…",
  noScreens: "No screen was found.",
  noWindows: "No window is open that could be shared.",
  hint: "Choose a screen or a window to see it here first. Nobody else sees it yet.",
  preview: (title: string): string => `Preview of ${title}`,
  mode: "Best for",
  modes: { text: "Text", motion: "Motion" },
  bestFor: { text: "Best for text", motion: "Best for motion" },
  modeDetail: {
    text: "Small text stays sharp. Fast movement may look jerky.",
    motion: "Movement stays smooth. Small text may blur.",
  },
  sound: "Share sound",
  soundDetail: "Others hear what your computer plays.",
  noSound: "This system cannot share its sound. Others hear only your microphone.",
  cancel: "Cancel",
  bar: "Your share",
  state: {
    starting: (title: string): string => `Starting to share ${title}…`,
    live: (title: string): string => `You are sharing ${title}`,
    paused: (title: string): string => `Paused: ${title}`,
  },
  pausedDetail: "Others see the last picture.",
  size: ({ width, height }: { width: number; height: number }, sound: boolean): string =>
    `${String(width)} × ${String(height)}${sound ? ", with sound" : ""}`,
  pause: "Pause",
  resume: "Continue",
  switchSource: "Switch",
};

export const shareBar = {
  label: "Sharing",
  sharing: (title: string): string => `Sharing ${title}`,
  paused: "Paused: others see the last picture",
  pause: "Pause",
  resume: "Go on",
  stop: "Stop",
};
