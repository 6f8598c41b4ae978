import { UserId } from "../../common/ids.ts";

/** Public on purpose: for trying out, on this machine only. */
export const demoPassword = "deskline";

export const demoPeople = [
  { id: UserId.parse("alice"), name: "Alice Martin" },
  { id: UserId.parse("bob"), name: "Bob Okafor" },
  { id: UserId.parse("carol"), name: "Carol Díaz" },
] as const;
