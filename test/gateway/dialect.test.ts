import { expect, it } from "vitest";
import { knownReleases } from "../../sdk/config";
import { dialectOf, packageSpeaking } from "../../sdk/gateway";

it("every known release has a dialect, and each is told by its protocol", () => {
  for (const release of knownReleases()) expect(packageSpeaking(dialectOf(release).protocol)).toBe(release.package);
  expect(packageSpeaking(99)).toBeUndefined();
});

it("a package that nobody knows has none, not even one with the name of something in JavaScript", () => {
  for (const name of ["moltbot", "toString", "__proto__"]) expect(() => dialectOf({ package: name })).toThrow(`no dialect of ${name}`);
});

it("a Clawdbot is read by an administrator, written as a whole, and restarts; an OpenClaw is not", () => {
  expect(dialectOf({ package: "clawdbot" })).toEqual({ protocol: 3, readScopes: ["operator.admin"], writes: "whole", alwaysRestarts: true });
  expect(dialectOf({ package: "openclaw" })).toEqual({ protocol: 4, readScopes: ["operator.read"], writes: "patch", alwaysRestarts: false });
});
