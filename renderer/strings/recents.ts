/** Calls that are over. */

export const recents = {
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
  incoming: "Incoming call",
  missedCall: "Missed call",
  elsewhere: "Answered on another device",
  talked: (duration: string): string => `Talked for ${duration}`,
  history: (name: string): string => `Calls with ${name}`,
  calledNumber: (number: string): string => `to ${number}`,
};
