// `npm run bench [-- NAME]`: every benchmark, or the one that is named.

const BENCHES = ["ask", "read", "word", "slack", "search"];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(", ")}; there is ${BENCHES.join(", ")}\n`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : BENCHES) {
  process.stdout.write(`\n== ${name} (Node ${process.versions.node})\n`);
  await import(`./${name}.ts`);
}
