/**
 * Has to be imported before anything that makes schemas: zod then does not try whether code may be made from text. Our
 * Content-Security-Policy forbids it, and the attempt alone is reported as a violation.
 */
import { config } from "zod";

config({ jitless: true });
