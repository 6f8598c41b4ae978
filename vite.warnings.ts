import type { Rollup } from "vite";

/** Hints for tree shaking in our libraries stand where Rollup cannot use them; that is no news on every build. */
export const onwarn: Rollup.WarningHandlerWithDefault = (warning, warn) => {
  if (warning.code !== "INVALID_ANNOTATION") warn(warning);
};
