/** What the frame's page is made of: the build itself says which modules went into which of its files. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "playwright/test";
import { build, type Rolldown } from "vite";

test("threat 23: no file that the frame's page loads has code of the viewer, of the window or of a renderer in it", async () => {
  test.setTimeout(120_000);
  const built = (await build({
    configFile: resolve("vite.config.ts"),
    mode: "enclave:frame",
    logLevel: "silent",
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  const modules = built.output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  const own = modules.filter((id) => id.includes("/enclave/")).map((id) => id.split("/enclave/").at(-1) ?? "");
  expect(own).toContain("frame/surface.ts");
  expect(own.filter((id) => /^(viewer|window|vault)\//.test(id) && !id.endsWith("?worker&url"))).toEqual([]);
  expect(modules.filter((id) => /node_modules\/(lit|lit-html|@lit)\//.test(id))).toEqual([]);
});

test("threat 23: the built frame has none of the viewer's words, styles and ways to copy or measure", () => {
  const page = readFileSync("dist/enclave/index.html", "utf8");
  const files = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+)"/g)].map(([, path = ""]) => path);
  expect(files.filter((path) => path.endsWith(".js"))).toHaveLength(1);
  // Named in none of its scripts, no other file of the site can be loaded by it; the vault's are the worker's own.
  const scripts = files
    .filter((path) => path.endsWith(".js"))
    .map((path) => readFileSync(`dist/enclave/${path}`, "utf8"));
  const others = readdirSync("dist/enclave/assets").filter((name) => scripts.some((code) => code.includes(name)));
  expect(others.filter((name) => !name.startsWith("worker-"))).toEqual([]);
  const code = [page, ...files.map((path) => readFileSync(`dist/enclave/${path}`, "utf8"))].join("\n");
  for (const word of ["credential-body", "viewer-tools", "thumbnail", "Save as a JSON file", "innerHTML"])
    expect(code, word).not.toContain(word);
  for (const way of [
    "execCommand",
    "getSelection",
    "clipboard",
    "dataTransfer",
    "IntersectionObserver",
    "scrollHeight",
  ])
    expect(code, way).not.toContain(way);
});
