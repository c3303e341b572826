/** The product's source files. */
import { readdirSync, readFileSync } from "node:fs";
import { ROOMS } from "./rooms.ts";

/** Every TypeScript file of every room, by path from the top. */
export function productSources(): Map<string, string> {
  const tops = new Set(Object.keys(ROOMS).map((name) => name.split("/", 1)[0] as string));
  const paths = [...tops].flatMap((top) =>
    readdirSync(top, { recursive: true, encoding: "utf8" }).map((path) => `${top}/${path.replaceAll("\\", "/")}`),
  );
  const files = paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts")).sort();
  return new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
}
