// Builds what /graphql serves to browsers: hashed files, compressed beside them, and manifest.json that names them.
import { build } from "esbuild";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { brotliCompress, constants } from "node:zlib";
import { promisify } from "node:util";

const here = import.meta.dirname;
const out = process.argv[2] ?? join(here, "../server/static/graphiql");
const made = `${out}.new`;
const compress = promisify(brotliCompress);

const common = {
  bundle: true,
  minify: true,
  metafile: true,
  outdir: made,
  target: "es2022",
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".ttf": "file", ".graphql": "text", ".json": "json" },
  logLevel: "warning",
};

// A worker is one file, started by its address: under the policy of the page nothing may start from a blob.
const WORKERS = {
  "editor-worker": "monaco-editor/esm/vs/editor/editor.worker.js",
  "graphql-worker": "monaco-graphql/esm/graphql.worker.js",
  "json-worker": "monaco-editor/esm/vs/language/json/json.worker.js",
};

/** The examples as one module, in the order of their numbers: [{ name, document, variables }]. */
const examples = {
  name: "examples",
  setup(builder) {
    const folder = join(here, "../examples");
    builder.onResolve({ filter: /^examples$/ }, () => ({ path: "examples", namespace: "examples" }));
    builder.onLoad({ filter: /.*/, namespace: "examples" }, async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith(".graphql")).sort();
      const found = await Promise.all(names.map((name) => example(folder, name)));
      return { contents: JSON.stringify(found), loader: "json" };
    });
  },
};

async function example(folder, file) {
  const name = basename(file, ".graphql");
  const variables = await readFile(join(folder, `${name}.json`), "utf8").catch(() => "");
  return { name, document: await readFile(join(folder, file), "utf8"), variables };
}

function outputOf(result, entry) {
  const outputs = Object.entries(result.metafile.outputs);
  const [path, output] = outputs.find(([, one]) => one.entryPoint?.endsWith(entry));
  return { js: basename(path), css: output.cssBundle && basename(output.cssBundle) };
}

async function run() {
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
  const workers = await build({ ...common, entryPoints: WORKERS, format: "iife", absWorkingDir: here });
  const names = Object.fromEntries(
    Object.entries(WORKERS).map(([name, entry]) => [name, outputOf(workers, entry).js]),
  );
  const page = await build({
    ...common,
    define: { ...common.define, WORKERS: JSON.stringify(names) },
    entryPoints: { graphiql: "src/main.tsx" },
    format: "esm",
    splitting: true,
    plugins: [examples],
    absWorkingDir: here,
  });
  const { js, css } = outputOf(page, "src/main.tsx");
  await writeFile(join(made, "manifest.json"), JSON.stringify({ script: js, style: css }));
  await Promise.all((await readdir(made)).map(squeeze));
  await rm(out, { recursive: true, force: true });
  await rename(made, out);
}

async function squeeze(name) {
  const path = join(made, name);
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
  if (/\.(js|css)$/.test(name)) await writeFile(`${path}.br`, await compress(await readFile(path), options));
}

await run();
