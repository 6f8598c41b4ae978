import { defineConfig } from "@playwright/test";

/** Two apps take both cores: one test at a time. No retries: a test that fails once is broken. */
export default defineConfig({
  testDir: "test/e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  timeout: 90_000,
  expect: { timeout: 15_000 },
});
