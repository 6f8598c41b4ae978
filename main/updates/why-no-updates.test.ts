import { expect, it } from "vitest";
import { type Installation, whyNoUpdates } from "./why-no-updates.ts";

const perfect: Installation = {
  platform: "win32",
  packaged: true,
  hasService: true,
  forOneUser: true,
  knownKind: true,
};

it.each<[Partial<Installation>, ReturnType<typeof whyNoUpdates>]>([
  [{}, null],
  [{ packaged: false }, "unpackaged"],
  [{ packaged: false, hasService: false }, "unpackaged"],
  [{ hasService: false }, "no-service"],
  [{ forOneUser: false }, "administrator"],
  [{ platform: "darwin", forOneUser: false, knownKind: false }, null],
  [{ platform: "linux", forOneUser: false }, null],
  [{ platform: "linux", knownKind: false }, "other-kind"],
])("an installation with %j is not updated because: %s", (change, reason) => {
  expect(whyNoUpdates({ ...perfect, ...change })).toBe(reason);
});
