import { defineConfig } from "@playwright/test";

/** Two apps take both cores: one test at a time. No retries: a test that fails once is broken. */
export default defineConfig({
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  expect: { timeout: 15_000 },
  projects: [
    { name: "e2e", testDir: "test/e2e", timeout: 90_000 },
    { name: "long", testDir: "test/long", timeout: 900_000 },
  ],
});
