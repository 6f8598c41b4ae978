import type { z } from "zod";
import type { Result } from "../../common/result.ts";
import type { TokenFailure } from "./sign-in-session.ts";

/** One request of whoever is signed in, its answer parsed. */
export type Post = <T>(path: string, body: unknown, output: z.ZodType<T>) => Promise<Result<T, TokenFailure>>;
