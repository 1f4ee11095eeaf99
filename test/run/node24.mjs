// Loaded with --import before any .ts file, hence not TypeScript itself: older versions of Node cannot read that.
const [major] = process.versions.node.split(".");
if (Number(major) < 24) {
  console.error(
    `Etude's scripts need Node 24 or newer, but this is Node ${process.versions.node}; run them through npm after \`npm ci\`, which brings Node 24 along.`,
  );
  process.exit(1);
}
