import tseslint from "typescript-eslint";

const beyondPolicies = ["**/components/**", "**/components", "**/cli/**", "**/sdk/gateway/**", "**/sdk/gateway", "**/sdk/apply/**", "**/sdk/apply", "**/sdk/health/**", "**/sdk/health", "**/sdk/hosts/**", "**/sdk/hosts", "**/sdk/providers/**", "**/sdk/providers"];

// Imports point one way: components -> sdk/providers, sdk/cli -> sdk/rollouts -> sdk/{apply,health,hosts} -> sdk/{config,secrets,gateway,audit}.
// Each row: a folder, and what a file in it may not import. `sdk/errors`, `sdk/deadline` are open to all.
/** @type {[folder: string, forbidden: string[], why: string][]} */
const layers = [
  ["sdk", ["@pulumi/*", "**/components/**", "**/components"], "sdk is engine-free"],
  ["sdk/config", ["@pulumi/*", "**/components/**", "**/components", "**/gateway/**", "**/gateway", "**/apply/**", "**/apply", "**/hosts/**", "**/hosts", "**/providers/**", "**/providers", "**/cli/**", "ws", "node:net"], "sdk/config is pure: no sockets, no hosts"],
  ["sdk/gateway", ["@pulumi/*", "**/components/**", "**/components", "**/config/**", "**/config", "**/apply/**", "**/apply", "**/hosts/**", "**/hosts", "**/providers/**", "**/providers", "**/cli/**"], "sdk/gateway knows nothing of layers"],
  ["sdk/audit", ["@pulumi/*", "**/components/**", "**/components", "**/gateway/**", "**/gateway", "**/config/**", "**/config", "**/apply/**", "**/apply", "**/hosts/**", "**/hosts", "**/providers/**", "**/providers", "**/cli/**"], "sdk/audit keeps what it is told"],
  ["sdk/apply", ["@pulumi/*", "**/components/**", "**/components", "**/hosts/**", "**/hosts", "**/providers/**", "**/providers", "**/cli/**"], "sdk/apply knows the protocol and documents only"],
  ["sdk/connectors", ["@pulumi/*", "**/components/**", "**/components", "**/gateway/**", "**/gateway", "**/apply/**", "**/apply", "**/hosts/**", "**/hosts", "**/providers/**", "**/providers", "**/cli/**", "ws", "node:net"], "sdk/connectors is pure: declarations in, fragments out"],
  ["sdk/freeze", ["@pulumi/*", "**/components/**", "**/components", "**/gateway/**", "**/gateway", "**/apply/**", "**/apply", "**/hosts/**", "**/hosts", "**/providers/**", "**/providers", "**/cli/**", "ws", "node:net", "node:fs"], "sdk/freeze is pure: settings and a time in, what is frozen out"],
  ["sdk/import", ["@pulumi/*", "**/components/**", "**/components", "**/gateway/**", "**/gateway", "**/apply/**", "**/apply", "**/hosts/**", "**/hosts", "**/providers/**", "**/providers", "**/cli/**", "ws", "node:net", "node:fs"], "sdk/import is pure: documents in, texts out"],
  ["sdk/health", ["@pulumi/*", "**/components/**", "**/components", "**/hosts/**", "**/hosts", "**/providers/**", "**/providers", "**/cli/**"], "sdk/health looks at bots through the protocol"],
  ["sdk/rollouts", ["@pulumi/*", "**/components/**", "**/components", "**/hosts/**", "**/hosts", "**/providers/**", "**/providers", "**/cli/**"], "sdk/rollouts looks at bots through the protocol"],
  ["sdk/hosts", ["@pulumi/*", "**/components/**", "**/components", "**/providers/**", "**/providers", "**/cli/**"], "sdk/hosts knows nothing of resources"],
  ["sdk/providers", ["@pulumi/*", "**/components/**", "**/components", "**/cli/**"], "handlers are engine-free"],
  ["policies", beyondPolicies, "policies judge what they are shown"],
  ["policies/rules", ["@pulumi/*", ...beyondPolicies], "rules are engine-free"],
  ["components", ["**/cli/**", "**/sdk/gateway/**", "**/sdk/gateway", "**/sdk/apply/**", "**/sdk/apply", "**/sdk/health/**", "**/sdk/health", "**/sdk/hosts/**", "**/sdk/hosts"], "components render and declare; handlers act"],
];

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", ".pulumi/**", ".molthub/**", ".test-logs/**"] },
  ...tseslint.configs.strict,
  {
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/no-extraneous-class": "off",
      "no-console": "off",
    },
  },
  { files: ["**/*.cjs"], rules: { "@typescript-eslint/no-require-imports": "off" } },
  ...layers.map(([folder, group, message]) => ({
    files: [`${folder}/**/*.ts`, `${folder}/**/*.cjs`],
    rules: { "no-restricted-imports": /** @type {["error", object]} */ (["error", { patterns: [{ group, message }] }]) },
  })),
  { files: ["sdk/**/*.ts", "components/**/*.ts", "policies/**/*.ts"], ignores: ["sdk/cli/**"], rules: { "no-console": "error" } },
);
