// Loaded into every Node.js process of a run by NODE_OPTIONS: tells what the program took. Its provider and the tools that are started
// for either are other processes.
const { writeFileSync } = require("node:fs");

const { MOLTHUB_BENCH_CPU: file } = process.env;

if (file !== undefined && /@pulumi\/pulumi\/cmd\/run(\/index.js)?$/.test(process.argv[1] ?? "")) {
  process.on("exit", () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(file, String((user + system) / 1_000));
  });
}
