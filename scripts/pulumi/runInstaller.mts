// Started by installer.mts: `runInstaller.mts <root> <version>`. It runs alone so that it can be killed when it takes too long.
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import semver from "semver";
import { messageOf } from "../setup/project.mjs";

const [root = "", version = ""] = process.argv.slice(2);
try {
  await PulumiCommand.install({ root, version: new semver.SemVer(version) });
} catch (error) {
  console.error(messageOf(error).trim());
  process.exitCode = 1;
}
