/**
 * The three files that an operator serves beside the built enclave: configuration, known consumers and headers.
 * They are made by one function, so that the policy always names the nodes that the configuration does.
 */
import type { EnclaveConfig, KnownConsumer } from "../../enclave/config/config.ts";

/** What the operator decides. */
export interface OperatorChoices extends EnclaveConfig {
  consumers: KnownConsumer[];
  /** CSP sources of the built pages' inline scripts, by `inlineScriptSources`. */
  inlineScripts: readonly string[];
}

/** File name → content. */
export type OperatorFiles = Record<"config.json" | "consumers.json" | "_headers", string>;

const FRAME_ANCESTORS = "https: http://localhost:* http://*.localhost:* http://127.0.0.1:*";
/** All that a browser lets a page do by default but what the enclave does: passkeys, copying, reaching its nodes. */
const CLOSED_FEATURES = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "captured-surface-control",
  "clipboard-read",
  "compute-pressure",
  "digital-credentials-create",
  "digital-credentials-get",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "identity-credentials-get",
  "idle-detection",
  "keyboard-map",
  "language-detector",
  "language-model",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "on-device-speech-recognition",
  "otp-credentials",
  "payment",
  "picture-in-picture",
  "private-state-token-issuance",
  "private-state-token-redemption",
  "screen-wake-lock",
  "serial",
  "speaker-selection",
  "storage-access",
  "summarizer",
  "sync-xhr",
  "translator",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];

function contentSecurityPolicy(nodes: readonly string[], inlineScripts: readonly string[]): string {
  return [
    "default-src 'none'",
    ["script-src 'self' 'wasm-unsafe-eval'", ...inlineScripts].join(" "),
    "style-src 'self'",
    "worker-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src ${["'self'", ...new Set(nodes.map((node) => new URL(node).origin))].join(" ")}`,
    "form-action 'none'",
    "base-uri 'none'",
    `frame-ancestors ${FRAME_ANCESTORS}`,
    "require-trusted-types-for 'script'",
    "trusted-types lit-html idos-vault",
    "webrtc 'block'",
  ].join("; ");
}

/**
 * Makes the files.
 * @returns `_headers` in the form that Netlify and Cloudflare Pages read: a path, then indented headers; where
 * several paths match, values of the same name are joined by a comma, and a browser then enforces both policies
 */
export function operatorFiles({ consumers, inlineScripts, ...config }: OperatorChoices): OperatorFiles {
  const nodes = [...(config.mpc?.nodes ?? []), ...(config.storageNodes ?? [])];
  const headers = `/*
  Content-Security-Policy: ${contentSecurityPolicy(nodes, inlineScripts)}
  Permissions-Policy: ${CLOSED_FEATURES.map((feature) => `${feature}=()`).join(", ")}
  Referrer-Policy: no-referrer
  X-Content-Type-Options: nosniff
  X-DNS-Prefetch-Control: off
  Cross-Origin-Resource-Policy: cross-origin
  Cross-Origin-Embedder-Policy: require-corp

/window*
  Content-Security-Policy: frame-ancestors 'none'

/assets/*
  Cache-Control: public, max-age=31536000, immutable
`;
  return {
    "config.json": `${JSON.stringify(config, null, 2)}\n`,
    "consumers.json": `${JSON.stringify(consumers, null, 2)}\n`,
    _headers: headers,
  };
}

/**
 * Headers of a path by a `_headers` file.
 * @param file the file's text
 * @param path URL path, beginning with a slash
 */
export function headersFor(file: string, path: string): Record<string, string> {
  const headers: Record<string, string> = {};
  let applies = false;
  for (const line of file.split("\n")) {
    if (!line.trim()) continue;
    if (!/^\s/.test(line)) {
      const pattern = line.trim();
      applies = pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
    } else if (applies) {
      const at = line.indexOf(":");
      const name = line.slice(0, at).trim().toLowerCase();
      const value = line.slice(at + 1).trim();
      headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
    }
  }
  return headers;
}
