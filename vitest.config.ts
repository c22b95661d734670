import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A page that is slow to come is no fault of the page; a shared machine can stand still for seconds.
    expect: { poll: { timeout: 15_000 } },
    // Two cores: more workers only make the browser test wait.
    maxWorkers: 2,
    // `.ci/run` reads the totals.
    reporters: process.env.CI
      ? ["default", ["json", { outputFile: "data/test-results.json" }]]
      : ["default"],
  },
});
