/** Pictures of those in a call. */

export const stage = {
  cameraOf: (name: string): string => `Video of ${name}`,
  screenOf: (name: string): string => `${name}’s screen`,
  tiles: "Who is here",
  talking: "Talking",
  sharing: "Sharing",
  choose: "Whose screen to see",
  sideBySide: "Side by side",
  fit: "Fit into the window",
  actualSize: "Show at actual size",
  fullScreen: "Full screen",
  alone: "Nobody else is here yet. Invite somebody under People, or send them the link.",
};
