/** What main says itself: in the tray, in notifications and in boxes of the system. Everything else is the page's. */
export const words = {
  app: "Deskline",
  unknownNumber: "Unknown number",
  notStarted: {
    title: "Deskline could not start",
    detail:
      "Part of it does not work on this computer. Please start it again; if that does not help, install it again. Your settings stay.",
  },
  hopeless: {
    title: "Deskline has to close",
    detail: "Its window failed several times. Please start Deskline again.",
  },
  notification: {
    incoming: "Incoming call",
    accept: "Accept",
    decline: "Decline",
    messages: (count: number): string => (count === 1 ? "New message" : `${String(count)} new messages`),
  },
  tray: {
    signedOut: "Signed out",
    offline: "Offline: nobody can reach you",
    ready: "Ready",
    doNotDisturb: "Do not disturb",
    ringing: (name: string): string => `${name} is calling`,
    calling: (name: string): string => `Calling ${name}`,
    inCall: (name: string): string => `In a call with ${name}`,
    muted: (name: string): string => `Muted, in a call with ${name}`,
    onHold: (name: string): string => `On hold: ${name}`,
    missed: (count: number): string => (count === 1 ? "1 missed call" : `${String(count)} missed calls`),
    accept: (name: string): string => `Accept ${name}`,
    decline: (name: string): string => `Decline ${name}`,
    mute: "Mute",
    hold: "Hold",
    hangUp: "Hang up",
    stopSharing: "Stop sharing",
    dial: "Dial…",
    open: "Open Deskline",
    quit: "Quit",
  },
} as const;
