// Builds the pages: `node build.mjs install | build | test`.
//
//   install  `npm ci`, only when the lock file or Node's major version changed since the last time
//   build    type checks everything, bundles the pages, writes them to OUT under names that carry their hash
//   test     bundles the tests and runs them with Node's own runner
//
// Maven calls these (see pom.xml). Needs Node 20 or later and nothing installed globally.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(HERE, "src/main/web");
const TESTS = join(HERE, "src/test/web");
const OUT = join(HERE, "target/classes/dev/parley/web");
const TEST_OUT = join(HERE, "target/web-tests");
const REPORTS = join(HERE, "target/surefire-reports"); // where ./verify looks for the tests of all modules
const MODULES = join(HERE, "node_modules");
const PAGES = ["chat", "console"];
/** What a page may cost before it can be used: itself, its styles and every script that it waits for, compressed. */
const FIRST_LOAD_BYTES = 60_000;
/** What others' pages load to have the chat in their corner, compressed. */
const EMBED_BYTES = 3 * 1024;
/** Styles that a page asks for without waiting for them. */
const LATER = { chat: ["later"] };
const WORKLETS = [{ name: "capture", source: "chat/media/voice/capture.worklet.ts", address: "CAPTURE_WORKLET" }];
const TARGET = ["chrome111", "firefox114", "safari16.4"];

const commands = { install, build, test };
const command = commands[process.argv[2]];
if (!command) fail(`say one of: ${Object.keys(commands).join(", ")}`);
if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Node 20 or later is needed to build the pages, and this is ${process.version}.`);
}
await command();

function install() {
  const stamp = join(MODULES, ".parley-stamp");
  const wanted = createHash("sha256")
    .update(readFileSync(join(HERE, "package-lock.json")))
    .update(`${process.platform} ${process.arch} ${process.versions.node.split(".")[0]}`)
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const windows = process.platform === "win32";
  const npm = spawnSync(
    windows ? "npm.cmd" : "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: HERE,
      stdio: "inherit",
      shell: windows,
    },
  );
  if (npm.error) fail(`npm can't be started (${npm.error.message}). It comes with Node 20 or later.`);
  if (npm.status !== 0) fail("npm ci failed, see above.");
  writeFileSync(stamp, wanted);
}

async function build() {
  checkTypes();
  rmSync(join(OUT, "assets"), { recursive: true, force: true });
  const inputs = new Set();
  await buildEmbedding();
  const worklets = await buildWorklets();
  for (const page of PAGES) for (const input of await buildPage(page, worklets)) inputs.add(input);
  checkOrigins([...inputs]);
  for (const icon of readdirSync(SOURCE).filter((name) => /\.(svg|png)$/.test(name))) {
    writeFileSync(join(OUT, icon), readFileSync(join(SOURCE, icon)));
  }
}

/** What runs beside the page is loaded by its address, which the page's script knows under a name such as CAPTURE_WORKLET. */
async function buildWorklets() {
  const { build: bundle } = await import("esbuild");
  const { metafile } = await bundle({
    entryPoints: WORKLETS.map(({ source, name }) => ({ in: join(SOURCE, source), out: name })),
    entryNames: "assets/[name]-[hash]",
    outdir: OUT,
    bundle: true,
    minify: true,
    format: "esm",
    target: TARGET,
    metafile: true,
    absWorkingDir: HERE,
    logLevel: "warning",
  });
  const files = Object.keys(metafile.outputs).map((file) => assetOf(file).slice("assets/".length));
  return Object.fromEntries(
    WORKLETS.map(({ name, address }) => [address, JSON.stringify(files.find((file) => file.startsWith(`${name}-`)))]),
  );
}

/** A page is a module with what it needs at once; what it imports with `import()` is a file of its own, loaded later. */
async function buildPage(page, worklets) {
  const { build: bundle } = await import("esbuild");
  const { metafile } = await bundle({
    entryPoints: [
      { in: join(SOURCE, page, "page.ts"), out: page },
      { in: join(SOURCE, "style", `${page}.css`), out: page },
      ...(LATER[page] ?? []).map((name) => ({ in: join(SOURCE, "style", `${name}.css`), out: name })),
    ],
    entryNames: "assets/[name]-[hash]",
    chunkNames: "assets/[name]-[hash]",
    outdir: OUT,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    define: worklets,
    metafile: true,
    absWorkingDir: HERE,
    logLevel: "warning",
  });
  const output = (kind, name = page) =>
    Object.keys(metafile.outputs).find((file) => new RegExp(`/${name}-[A-Z0-9]{8}\\.${kind}$`).test(file));
  const script = output("js");
  const scripts = [script, ...importedAtOnce(metafile, script)];
  const loaded = scripts.slice(1).map((file) => `<link rel="modulepreload" href="${assetOf(file)}">\n  `);
  const html = readFileSync(join(SOURCE, `${page}.html`), "utf8")
    .replace(/<!--[\s\S]*?-->\s*/g, "")
    .replace(/(?=<script type="module")/, loaded.join(""))
    .replace(/assets\/(\w+)\.(js|css)"/g, (_, name, kind) => {
      const file = output(kind, name);
      if (file === undefined) fail(`${page}.html asks for assets/${name}.${kind}, which nothing builds.`);
      return `${assetOf(file)}"`;
    });
  writeFileSync(join(OUT, `${page}.html`), html);
  if (page === "chat") writeFileSync(join(OUT, "embed.html"), oneLevelDeeper(html));
  checkSize(page, [join(OUT, `${page}.html`), ...[output("css"), ...scripts].map((file) => join(HERE, file))]);
  return Object.keys(metafile.inputs);
}

/** The scripts that a script waits for, and those that they wait for. */
function importedAtOnce(metafile, script, found = new Set()) {
  for (const { path, kind } of metafile.outputs[script].imports) {
    if (kind !== "import-statement" || found.has(path)) continue;
    found.add(path);
    importedAtOnce(metafile, path, found);
  }
  return [...found];
}

function assetOf(file) {
  return file.slice(file.lastIndexOf("assets/"));
}

function checkSize(page, files) {
  const level = constants.Z_BEST_COMPRESSION;
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level }).length, 0);
  if (bytes >= FIRST_LOAD_BYTES) {
    fail(`${page} needs ${bytes} compressed bytes at once; fewer than ${FIRST_LOAD_BYTES} are allowed. Load more of it later, by import().`);
  }
  if (process.env.PARLEY_PAGE_SIZES) console.log(`${page}: ${bytes} compressed bytes at first`);
}

/** The script that others' pages load, by a name that never changes. */
async function buildEmbedding() {
  const { build: bundle } = await import("esbuild");
  const out = join(OUT, "embed.js");
  await bundle({
    entryPoints: [join(SOURCE, "embed/embed.ts")],
    outfile: out,
    bundle: true,
    minify: true,
    format: "iife",
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    absWorkingDir: HERE,
    logLevel: "warning",
  });
  const bytes = gzipSync(readFileSync(out)).length;
  if (bytes > EMBED_BYTES) fail(`embed.js has ${bytes} compressed bytes; at most ${EMBED_BYTES} go on others' pages.`);
}

/** The chat page as it is served at `chat/embed`: it looks for what it needs one level up, and knows that it is in a frame. */
function oneLevelDeeper(html) {
  return html
    .replace(/<html\b/, '<html data-embed="" data-base="../"')
    .replace(/\b(href|src)="(?![a-z]+:|#|\/)/g, '$1="../');
}

/** The pages consist of our own code alone; what others wrote would have to bring its licence along. */
function checkOrigins(inputs) {
  const foreign = inputs.find((input) => input.includes("node_modules/"));
  if (foreign !== undefined) fail(`${foreign} is somebody else's: serve its licence beside the bundles.`);
}

async function test() {
  const { build: bundle } = await import("esbuild");
  rmSync(TEST_OUT, { recursive: true, force: true });
  mkdirSync(TEST_OUT, { recursive: true });
  await bundle({
    entryPoints: readdirSync(TESTS)
      .filter((name) => name.endsWith(".test.ts"))
      .map((name) => join(TESTS, name)),
    outdir: TEST_OUT,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    external: ["esbuild"],
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const files = readdirSync(TEST_OUT)
    .filter((name) => name.endsWith(".test.mjs"))
    .map((name) => join(TEST_OUT, name));
  if (files.length === 0) fail("there are no tests in src/test/web.");
  mkdirSync(REPORTS, { recursive: true });
  const reporters = [
    "--test-reporter=spec",
    "--test-reporter-destination=stdout",
    "--test-reporter=junit",
    `--test-reporter-destination=${join(REPORTS, "TEST-pages.xml")}`,
  ];
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...reporters, ...files], {
    cwd: HERE,
    encoding: "utf8",
  });
  if (run.status !== 0) {
    process.stdout.write(run.stdout + run.stderr);
    fail("tests of the pages failed, see above.");
  }
  const count = /tests (\d+)/.exec(run.stdout)?.[1];
  console.log(`pages: ${count} tests passed`);
}

function checkTypes() {
  const compiler = join(
    MODULES,
    "typescript",
    JSON.parse(readFileSync(join(MODULES, "typescript/package.json"), "utf8")).bin.tsc,
  );
  try {
    execFileSync(process.execPath, [compiler, "--project", join(HERE, "tsconfig.json")], {
      cwd: HERE,
      stdio: "inherit",
    });
  } catch {
    fail("the pages have type errors, see above.");
  }
}

function fail(sentence) {
  console.error(`web: ${sentence}`);
  process.exit(1);
}
