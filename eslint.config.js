import js from "@eslint/js";
import tseslint from "typescript-eslint";

/** Import directions of docs/style.md. `test/layers.test.ts` walks every import; these give the answer in the editor. */
const zone = (files, forbidden) => ({
  files,
  ignores: ["**/*.test.ts", "**/*.test.tsx"],
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      {
        patterns: forbidden.map(([regex, message, allowTypeImports = false]) => ({
          regex,
          message,
          allowTypeImports,
        })),
      },
    ],
  },
});

const parts = (...names) => [
  `(^|/)(${names.join("|")})/`,
  "wrong direction: see the import table in docs/style.md",
];
const electron = ["^electron(/|$)", "Electron does not belong here"];
const node = ["^node:", "Node does not belong here"];
const preact = ["^(preact|@preact/.*)(/|$)", "no UI library here"];

export default tseslint.config(
  { ignores: ["**/dist/", "release/", "node_modules/", ".cache/", "screenshots/", "test-results/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.test.ts", "**/*.test.tsx", "test/**"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  { files: ["scripts/**", "test/electron-host/**"], rules: { "no-console": "off" } },
  {
    files: ["**/*.js", "**/*.cjs", "**/*.mjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        require: "readonly",
        module: "writable",
        globalThis: "readonly",
      },
    },
  },
  zone(["common/**"], [electron, node, preact, parts("main", "preload", "renderer", "server-stub", "test")]),
  zone(["main/**"], [preact, parts("renderer", "preload", "server-stub", "test")]),
  zone(
    ["preload/**"],
    [
      ["^zod", "no schemas in preload"],
      node,
      preact,
      parts("main", "renderer", "server-stub", "test"),
      ["contract/(contract|state|media)\\.ts$", "types only", true],
    ],
  ),
  zone(["renderer/**"], [electron, node, parts("main", "preload", "server-stub", "test")]),
  zone(
    ["renderer/media/**"],
    [
      electron,
      node,
      preact,
      parts(
        "main",
        "preload",
        "server-stub",
        "test",
        "platform",
        "store",
        "views",
        "ui",
        "strings",
        "media-host",
      ),
    ],
  ),
  zone(
    ["renderer/media-host/**"],
    [
      electron,
      node,
      preact,
      parts("main", "preload", "server-stub", "test", "store", "views", "ui", "strings"),
    ],
  ),
  zone(
    ["renderer/store/**"],
    [electron, node, parts("main", "preload", "server-stub", "test", "media", "media-host", "views", "ui")],
  ),
  zone(
    ["renderer/views/**"],
    [electron, node, parts("main", "preload", "server-stub", "test", "media", "media-host", "platform")],
  ),
  zone(
    ["renderer/ui/**"],
    [
      electron,
      node,
      parts(
        "common",
        "main",
        "preload",
        "server-stub",
        "test",
        "media",
        "media-host",
        "platform",
        "store",
        "views",
        "strings",
      ),
    ],
  ),
  zone(["server-stub/**"], [electron, preact, parts("main", "preload", "renderer", "test", "call")]),
  zone(
    ["server-stub/token-server/**"],
    [
      electron,
      preact,
      parts("main", "preload", "renderer", "test", "call", "platform", "media", "voice", "pstn"),
    ],
  ),
  zone(
    ["server-stub/media/**"],
    [
      electron,
      preact,
      parts("main", "preload", "renderer", "test", "call", "platform", "token-server", "voice", "pstn"),
    ],
  ),
);
