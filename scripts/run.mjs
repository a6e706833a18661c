// The entry of all npm scripts: `node scripts/run.mjs <task> [arguments]`. It must be readable by a Node that is too old, so
// that this Node can say so; everything else is imported after that.

const [major = 0] = process.versions.node.split(".").map(Number);

if (major < 20) {
  console.error(`Molthub needs Node.js 20 or newer to set itself up; this is ${process.versions.node}. Install a newer one, then run the same again.`);
  process.exitCode = 1;
} else {
  import("./setup/runTask.mjs").then(({ runTask }) => runTask(process.argv.slice(2)));
}
