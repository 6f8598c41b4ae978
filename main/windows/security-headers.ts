/** Everything is refused that a page of ours does not need; no network connection besides WebRTC (CSP level 3). */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' blob: mediastream:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

export const securityHeaders: Readonly<Record<string, string>> = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  // What permissions.ts grants, and not more: a feature that is refused here never gets as far as its question.
  "permissions-policy":
    "microphone=(self), camera=(self), speaker-selection=(self), display-capture=(self), geolocation=()",
  "cache-control": "no-store",
};
