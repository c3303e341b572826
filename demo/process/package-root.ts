/** Where the package lies, whether this runs from its sources or from `dist`. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { LaunchError } from "./data-folder.ts";

/** The folder of this package's package.json, above a module. */
export function packageRoot(moduleUrl: string): string {
  for (let folder = dirname(fileURLToPath(moduleUrl)); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (existsSync(file)) {
      const { name } = JSON.parse(readFileSync(file, "utf8")) as { name?: unknown };
      if (name === "idos-isle") return folder;
    }
    if (folder === dirname(folder)) throw new LaunchError("The package's folder was not found");
  }
}

/** This package's version. */
export function packageVersion(moduleUrl: string): string {
  const file = join(packageRoot(moduleUrl), "package.json");
  return String((JSON.parse(readFileSync(file, "utf8")) as { version: unknown }).version);
}

/** Folder of something built, below `dist`. @throws LaunchError when it was not built yet */
export function builtFolder(root: string, name: string): string {
  const folder = join(root, "dist", name);
  if (!existsSync(join(folder, "index.html")))
    throw new LaunchError(`dist/${name} is missing: run \`npm run build\` first`);
  return folder;
}
