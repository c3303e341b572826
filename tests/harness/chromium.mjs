/**
 * Finds the browser that the tests run in: CHROMIUM_PATH, else a system Chromium or Chrome, else Playwright's
 * own if it is already installed. On Debian as root it installs the package; elsewhere it says what to install.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { chromium } from "playwright";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of a browser that is there, or undefined. */
export function findChromium() {
  const own = process.env["CHROMIUM_PATH"];
  if (own) {
    if (!existsSync(own)) throw new Error("CHROMIUM_PATH names a file that does not exist");
    return own;
  }
  return [...SYSTEM, chromium.executablePath()].find((path) => path && existsSync(path));
}

/** Path of a browser, installed first where that is possible. Throws with what to do elsewhere. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (existsSync("/etc/debian_version") && process.getuid?.() === 0) {
    console.log("No Chromium found: installing Debian's package …");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("apt-get", ["update", "-qq"], { stdio: "inherit", env });
    execFileSync("apt-get", ["install", "-y", "-qq", "chromium", "fonts-noto-core"], { stdio: "inherit", env });
    const installed = findChromium();
    if (installed) return installed;
  }
  throw new Error(
    "The tests need Chromium or Chrome. Install one (Debian: sudo apt-get install chromium; macOS: brew install --cask google-chrome), " +
      "or set CHROMIUM_PATH to one, or run: npx playwright install chromium",
  );
}
