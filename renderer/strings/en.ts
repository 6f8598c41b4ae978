/** Every text of the app in English, besides failures (`failures.ts`) and ended calls (`end-reasons.ts`). */
import type { KeychainProblem, Registration, Theme } from "../../common/contract/state.ts";
import type { Phase } from "../../common/call/call.ts";
import type { Person } from "../../common/wire/token-server.ts";

const presence: Record<Person["presence"], string> = {
  online: "Available",
  "in-call": "In a call",
  offline: "Offline",
};

/** Said where a Call button is; null when there is nothing to know before calling. */
const presenceHint: Record<Person["presence"], ((name: string) => string) | null> = {
  online: null,
  "in-call": (name) => `${name} is in another call right now.`,
  offline: (name) => `${name} is not signed in, so a call will not ring.`,
};

/** `connected` shows its timer instead; the word is for screen readers. */
const phase: Record<Phase, string> = {
  trying: "Calling…",
  ringing: "Ringing…",
  connecting: "Connecting…",
  connected: "Connected",
  reconnecting: "Reconnecting…",
  ended: "Call ended",
};

const connection: Record<Exclude<Registration, "registered">, { idle: string; inCall: string }> = {
  offline: {
    idle: "Offline. Nobody can reach you.",
    inCall: "The server is out of reach. Your call goes on.",
  },
  connecting: { idle: "Connecting…", inCall: "Connecting… your call goes on." },
  reconnecting: {
    idle: "Reconnecting… nobody can reach you until then.",
    inCall: "Reconnecting… your call goes on.",
  },
};

const keychain: Record<KeychainProblem, { title: string; detail: string }> = {
  missing: {
    title: "No keychain on this computer",
    detail:
      "You stay signed in until you quit. Install a keychain, such as GNOME Keyring, to stay signed in.",
  },
  locked: {
    title: "Your keychain is locked",
    detail: "You stay signed in until you quit. Unlock the keychain and sign in again to stay signed in.",
  },
  timeout: {
    title: "Your keychain did not answer",
    detail: "You stay signed in until you quit. Look for a keychain window that waits for you.",
  },
};

const theme: Record<Theme, string> = { system: "System", light: "Light", dark: "Dark" };

export const text = {
  app: "Deskline",
  tagline: "Your desk phone, without the phone.",
  close: "Close",
  dismiss: "Dismiss",
  back: "Back",
  retry: "Try again",
  presence,
  presenceHint,
  keychain,

  signIn: {
    title: "Sign in",
    lead: "Use the account of your team.",
    username: "Username",
    password: "Password",
    showPassword: "Show password",
    hidePassword: "Hide password",
    server: "Server",
    serverAddress: "Server address",
    serverHint: "The address that your administrator gave you.",
    submit: "Sign in",
    submitting: "Signing in…",
    usernameMissing: "Enter your username.",
    passwordMissing: "Enter your password.",
    serverMissing: "Enter the address of your server.",
  },

  restoring: {
    title: (server: string): string => `Connecting to ${server}`,
    titleWithoutServer: "Connecting",
    detail: "You are signed in. People appear as soon as the server answers.",
    otherAccount: "Use another account",
  },

  rail: {
    label: "Deskline",
    people: "People",
    recents: "Recents",
    keypad: "Keypad",
    settings: "Settings",
    me: (name: string, state: string): string => `${name}, ${state}. Open settings`,
  },

  people: {
    title: "People",
    find: "Find people",
    findShortcut: (mac: boolean): string => (mac ? "⌘K" : "Ctrl K"),
    clear: "Clear",
    list: "People",
    matches: (count: number): string => (count === 1 ? "1 match" : `${String(count)} matches`),
    emptyTitle: "Nobody here yet",
    emptyDetail: "People appear here as soon as they have an account on your server.",
    noMatchTitle: (query: string): string => `Nobody matches “${query}”`,
    noMatchDetail: "Try a first name, a last name or a username.",
    loading: "Loading people",
    quickCall: (name: string): string => `Call ${name}`,
  },

  person: {
    call: "Call",
    callBusy: (name: string): string => `Calling puts ${name} on hold.`,
    recent: "Recent calls",
    chooseTitle: "Who would you like to call?",
    chooseDetail: "Choose somebody from the list, or start typing a name.",
    keys: {
      title: "Keys",
      find: "Find somebody",
      accept: "Accept a call",
      hangUp: "Decline or hang up",
      mute: "Mute",
    },
  },

  call: {
    phase,
    label: (name: string): string => `Call with ${name}`,
    mute: "Mute",
    muted: "Muted",
    microphoneOff: "Your microphone is off",
    hold: "Hold",
    resume: "Resume",
    keypad: "Keypad",
    people: "People",
    transfer: "Pass on",
    onHold: "On hold",
    heldByThem: (name: string): string => `${name} has put you on hold`,
    heldCalls: "Calls on hold",
    swap: (name: string): string => `Resume the call with ${name}`,
    hangUpHeld: (name: string): string => `Hang up on ${name}`,
    members: "In this call",
    you: "You",
    memberState: { ringing: "Ringing…", joined: "In the call", holding: "On hold" },
    drop: (name: string): string => `Take ${name} out of the call`,
    quality: { good: "Good connection", fair: "Fair connection", poor: "Poor connection" },
    hangUp: "Hang up",
    minimize: "Make the call smaller",
    expand: (name: string): string => `Show the call with ${name}`,
    controls: "Call controls",
    reconnectingDetail: "The call comes back by itself when the network does.",
    lasted: (duration: string): string => `Lasted ${duration}`,
    again: "Call again",
    back: "Call back",
    soundSettings: "Sound settings",
  },

  recents: {
    title: "Recents",
    missed: (count: number): string => (count === 1 ? "1 missed call" : `${String(count)} missed calls`),
    list: "Recent calls",
    emptyTitle: "No calls yet",
    emptyDetail: "Calls you make, take or miss appear here.",
    chooseTitle: "Who was that?",
    chooseDetail: "Choose a call to see more about it, or call back.",
    clear: "Clear all",
    clearQuestion: "Forget all recent calls?",
    clearAnyway: "Forget them",
    keep: "Keep them",
    remove: (name: string): string => `Forget the call with ${name}`,
    callBack: (name: string): string => `Call ${name} back`,
    outgoing: "Outgoing call",
    incoming: "Incoming call",
    missedCall: "Missed call",
    notReached: "Not reached",
    elsewhere: "Answered on another device",
    talked: (duration: string): string => `Talked for ${duration}`,
    history: (name: string): string => `Calls with ${name}`,
    calledNumber: (number: string): string => `to ${number}`,
  },

  keypad: {
    title: "Keypad",
    number: "Phone number",
    placeholder: "Type a number",
    erase: "Delete the last digit",
    keys: "Keypad",
    call: "Call",
    incomplete: "Numbers of other countries begin with + and the country code.",
    invalid: "This number does not exist. Check the digits.",
    emergency: "Deskline cannot call emergency numbers. Use a mobile phone or a landline.",
    yours: (number: string): string => `Your number is ${number}`,
    sent: "Keys pressed",
    region: "Numbers without country code are from",
    numbers: "Your phone numbers",
    noNumbers: "None. Ask your administrator for one.",
  },

  find: {
    callNumber: (number: string): string => `Call ${number}`,
  },

  targets: {
    find: "Name or phone number",
    nobody: "Nobody here by that name, and not a complete phone number.",
    list: "People and numbers",
    addTitle: "Add somebody",
    add: "Add",
    transferTitle: "Pass the call on",
    transferDetail: "You are out of the call as soon as it rings there.",
    transfer: "Pass on",
  },

  incoming: {
    region: "Incoming calls",
    title: "Incoming call",
    accept: "Accept",
    decline: "Decline",
    holdsOther: (name: string): string => `Accepting puts ${name} on hold.`,
    toNumber: (number: string): string => `For ${number}`,
    passedOnBy: (name: string): string => `Passed on by ${name}`,
    answeredElsewhere: "Answered on another device",
    declinedElsewhere: "Declined on another device",
  },

  shareBar: {
    label: "Sharing",
    sharing: (title: string): string => `Sharing ${title}`,
    paused: "Paused: others see the last picture",
    pause: "Pause",
    resume: "Go on",
    stop: "Stop",
  },

  link: {
    callTitle: (name: string): string => `Call ${name}?`,
    callDetail: "A link outside of Deskline asks for this call. Nothing has been dialled yet.",
    call: "Call",
    joinTitle: "Join this session?",
    joinDetail: "A link outside of Deskline asks for it. Others will hear you.",
    join: "Join",
    emergencyTitle: "Deskline cannot call emergency numbers",
    emergencyDetail: "Nobody would know where you are. Use a mobile phone or a landline to call for help.",
    unreadableTitle: "This link cannot be opened",
    unreadableDetail: "It is not a phone number, a person or a session that Deskline knows.",
    cancel: "Cancel",
  },

  connection,

  settings: {
    title: "Settings",
    sound: "Sound",
    microphone: "Microphone",
    speaker: "Speaker",
    systemDefault: "System default",
    unnamedMicrophone: (position: number): string => `Microphone ${String(position)}`,
    unnamedSpeaker: (position: number): string => `Speaker ${String(position)}`,
    notConnected: "Chosen before, not plugged in now",
    testMicrophone: "Test",
    stopMicrophone: "Stop",
    testMicrophoneLabel: "Test the microphone",
    stopMicrophoneLabel: "Stop the microphone test",
    level: "Microphone level",
    speak: "Say something: the bar moves with your voice.",
    testSpeaker: "Test",
    testSpeakerLabel: "Play a test sound",
    playing: "Playing…",
    echoCancellation: "Echo cancellation",
    echoCancellationDetail: "Keeps others from hearing themselves when you use loudspeakers.",
    noiseSuppression: "Noise suppression",
    noiseSuppressionDetail: "Takes out fans, keyboards and street noise.",
    autoGainControl: "Automatic volume",
    autoGainControlDetail: "Keeps your voice equally loud near to and far from the microphone.",
    ringtone: "Ringtone",
    ringtoneDetail: "Sounds when somebody calls you. The window and the notification show it either way.",
    calls: "Incoming calls",
    phone: "Phone",
    desktop: "This computer",
    doNotDisturb: "Do not disturb",
    doNotDisturbDetail:
      "Calls do not ring and do not come up. You find them in the window and among the recent calls.",
    startAtLogin: "Start when you sign in to this computer",
    startAtLoginDetail: "Deskline waits in the tray, and rings.",
    startAtLoginNoTray: "This desktop has no tray: the window opens too.",
    globalShortcuts: "Keys that work everywhere during a call",
    globalShortcutsDetail: "Accept, hang up and mute while you work in another program.",
    globalShortcutsTaken: "Another program uses one of these keys. The others work.",
    ringSpeaker: "Ring on",
    sameSpeaker: "The same as calls",
    appearance: "Appearance",
    theme: "Theme",
    themes: theme,
    account: "Account",
    server: "Server",
    username: "Username",
    signOut: "Sign out",
    signOutInCall: "Signing out ends your call.",
    signOutAnyway: "End the call and sign out",
    stay: "Stay signed in",
    about: "About",
    version: (version: string): string => `Deskline ${version}`,
  },

  announce: {
    incoming: (name: string): string => `${name} is calling`,
    calling: (name: string): string => `Calling ${name}`,
    ringing: (name: string): string => `Ringing at ${name}`,
    connecting: (name: string): string => `Connecting to ${name}`,
    connected: (name: string): string => `Connected to ${name}`,
    reconnecting: (name: string): string => `Reconnecting to ${name}`,
    muted: "Muted",
    held: "On hold",
  },

  windowTitle: {
    incoming: (name: string): string => `${name} is calling · Deskline`,
    call: (name: string): string => `${name} · Deskline`,
  },
} as const;
