/** One folder, opened more than once: in one process, in several, and after kills. `BUDGET=full` kills more often. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "playwright/test";
import { fileStore } from "../../../../host-sdk/server/index.ts";
import { until } from "./world.ts";

const PROCESS = fileURLToPath(new URL("store-process.ts", import.meta.url));
const ROUNDS = process.env["BUDGET"] === "full" ? 60 : 6;

let folder: string;
const running: ChildProcess[] = [];
test.beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "idos-shared-"))));
test.afterEach(() => {
  for (const child of running.splice(0)) if (child.exitCode === null) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

/** A process on the folder, with the lines that it has said. */
function start(mode: "hold" | "write" | "look", copies = 1) {
  const child = spawn(process.execPath, ["--import", "tsx", PROCESS, mode, folder, String(copies)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  let text = "";
  child.stdout.on("data", (data: Buffer) => (text += data.toString()));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const lines = () => text.split("\n").slice(0, -1);
  const said = (word: string) =>
    lines().flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  return {
    pid: child.pid ?? 0,
    said,
    until: (word: string, times = 1) =>
      until(() => said(word).length >= times || said("failed").length > 0, `${word} is said`, 60_000),
    async kill() {
      child.kill("SIGKILL");
      await closed;
    },
    closed,
  };
}

interface Kept {
  key: string;
  n: number;
}

test("threat 36: kills at any moment lose nothing that was kept, with two copies of the store in one process", async () => {
  const kept = new Map<string, number>();
  for (let round = 0; round <= ROUNDS; round++) {
    const writer = start(round < ROUNDS ? "write" : "look", 2);
    await writer.until("found");
    expect(writer.said("failed")).toEqual([]);
    const found = JSON.parse(writer.said("found")[0] ?? "{}") as Record<string, Kept>;
    for (const [key, value] of Object.entries(found)) expect(value.key).toBe(key);
    // What was under way when it was killed may have come about as well.
    for (const [key, n] of kept) expect(found[key]?.n).toBeGreaterThanOrEqual(n);
    if (round === ROUNDS) break;
    await writer.until("kept", 2);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 200));
    await writer.kill();
    expect(writer.said("failed")).toEqual([]);
    for (const line of writer.said("kept")) {
      const [key = "", n = ""] = line.split(" ");
      kept.set(key, Math.max(kept.get(key) ?? 0, Number(n)));
    }
  }
  expect(kept.size).toBeGreaterThan(1);
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("threat 36: two stores on one folder keep each key's own value, and opening it again disturbs no write", async () => {
  const link = `${folder}-link`;
  symlinkSync(folder, link);
  try {
    const stores = [fileStore(folder), fileStore(folder), fileStore(link)];
    const keys = stores.flatMap((_, s) => Array.from({ length: 60 }, (__, i) => `k/${s}/${i}`));
    const put = (key: string) => stores[Number(key.split("/")[1])]?.put(key, { key, padding: "x".repeat(50_000) });
    await Promise.all(keys.map(async (key, i) => (i % 10 ? put(key) : (fileStore(folder), put(key)))));
    for (const store of stores) {
      expect((await store.list("")).sort()).toEqual([...keys].sort());
      for (const key of keys) expect(await store.get(key)).toMatchObject({ key });
    }
  } finally {
    rmSync(link);
  }
});

test("threat 36: a folder belongs to one process, another one is told so by name, and has it as soon as that is killed", async () => {
  const holder = start("hold");
  await holder.until("found");
  const store = fileStore(folder);
  const refused = await store.put("k", 1).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "STORAGE_UNAVAILABLE", data: { pid: holder.pid } });
  expect((refused as Error).message).toContain(folder);
  expect((refused as Error).message).toContain(`process ${holder.pid}`);
  await expect(store.list("")).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  const second = start("look");
  await second.closed;
  expect(second.said("failed")[0]).toContain(`process ${holder.pid}`);
  await holder.kill();
  await store.put("k", 1);
  expect(await store.get("k")).toBe(1);
  // And now the other way round.
  const third = start("look");
  await third.closed;
  expect(third.said("failed")[0]).toContain(`process ${process.pid}`);
});

test("threat 36: of several processes that come at once, one has the folder", async () => {
  const all = [start("hold"), start("hold"), start("hold"), start("hold")];
  await Promise.all(all.map((one) => one.until("found")));
  expect(all.filter((one) => one.said("found").length).length).toBe(1);
});

const claims = () => readdirSync(folder).filter((name) => name.startsWith("owner-"));
const withPid = (name: string, pid: number) => name.replace(/^(owner-[0-9a-f]+-)\d+/, `$1${pid}`);

test("threat 36: who owns a folder does not hang on process ids, which begin anew in containers", async () => {
  const holder = start("hold");
  await holder.until("found");
  const [claim = ""] = claims();
  // The living one has our id, in a container of its own: it is not taken for ourselves.
  renameSync(join(folder, claim), join(folder, withPid(claim, process.pid)));
  await expect(fileStore(folder).get("k")).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  // The dead one has the id of a process that runs: it is not taken for alive.
  renameSync(join(folder, withPid(claim, process.pid)), join(folder, withPid(claim, process.ppid)));
  await holder.kill();
  await fileStore(folder).put("k", 1);
  expect(claims().length).toBe(1);
});

test("threat 36: a process of another machine has the folder for as long as it touches its claim", async () => {
  const claim = join(folder, "owner-00000000-77-0123456789abcdef.beat");
  writeFileSync(claim, "");
  const touching = setInterval(() => utimesSync(claim, new Date(), new Date()), 1_000);
  try {
    await expect(fileStore(folder).get("k")).rejects.toThrow(/process 77 on another machine/);
  } finally {
    clearInterval(touching);
  }
  utimesSync(claim, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  await fileStore(folder).put("k", 1);
  expect(claims().length).toBe(1);
});

test("threat 36: what a crash left unfinished is cleared by the next owner, and a folder that was emptied goes on", async () => {
  writeFileSync(join(folder, "1-1.tmp"), "{");
  const store = fileStore(folder);
  await store.put("k", 1);
  expect(readdirSync(folder).filter((name) => !name.startsWith("owner-"))).toEqual(["k.json"]);
  rmSync(folder, { recursive: true });
  await expect(store.put("k", 2)).rejects.toMatchObject({ code: "STORAGE_UNAVAILABLE" });
  expect(await fileStore(folder).get("k")).toBeUndefined();
  await store.put("k", 3);
  expect(await fileStore(folder).get("k")).toBe(3);
  expect(claims().length).toBe(1);
});

test("threat 36: nothing is read under another key's name", async () => {
  const store = fileStore(folder);
  await store.put("join/a", { of: "a" });
  copyFileSync(join(folder, "join%2fa.json"), join(folder, "join%2fb.json"));
  await expect(store.get("join/b")).rejects.toThrow(/names another key/);
  const long = "x".repeat(300);
  for (const end of ["1", "2", "Ä"]) await store.put(`long/${long}${end}`, { end });
  for (const end of ["1", "2", "Ä"]) expect(await store.get(`long/${long}${end}`)).toEqual({ end });
  expect((await store.list("long/")).sort()).toEqual(["1", "2", "Ä"].map((end) => `long/${long}${end}`).sort());
  await store.delete(`long/${long}1`);
  expect(await store.list("long/")).toHaveLength(2);
  // Text that UTF-8 writes as the same bytes would be the same file.
  for (const odd of ["\ud800", "\udc00", "a\ud800", ""])
    await expect(store.put(odd, 1)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
  // Devices of Windows, names that it takes for others, and cases that some file systems do not tell apart.
  const odd = ["con", "CON", "nul", "com1", "a.", "a", "A", "a ", "\ufffd", "e\u0301", "\u00e9", "..", "%00", "\u0000"];
  for (const key of odd) await store.put(key, { key });
  for (const key of odd) expect(await store.get(key)).toEqual({ key });
  const names = readdirSync(folder).map((name) => name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  expect(names).not.toContain("con.json");
});

test("files of earlier versions, which hold the bare value, are read and listed", async () => {
  writeFileSync(join(folder, "check%2f1.json"), JSON.stringify({ name: "Ada" }));
  writeFileSync(join(folder, "check%2f2.json"), JSON.stringify({ key: "check/1", value: 2 }));
  const store = fileStore(folder);
  expect(await store.get("check/1")).toEqual({ name: "Ada" });
  expect(await store.get("check/2")).toEqual({ key: "check/1", value: 2 });
  expect((await store.list("check/")).sort()).toEqual(["check/1", "check/2"]);
});
