"use strict";

// Stands for the Pulumi engine: starts a provider and lives until it is killed. `node engineProcess.cjs <command> [arguments]`.
const { spawn } = require("node:child_process");

const [command = "", ...args] = process.argv.slice(2);
spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
setInterval(() => undefined, 60_000);
