/**
 * Security headers for a page that embeds the Isle: what an integrator's own server should send.
 * The two origins that the Isle needs are the enclave's, to be framed, and the storage node's, to be asked.
 */

/** Origins that the policy opens for. */
export interface DappOrigins {
  enclave: string;
  node: string;
}

/** Headers by name, for every answer of the dApp. */
export function dappHeaders({ enclave, node }: DappOrigins): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ${new URL(node).origin}`,
    `frame-src ${new URL(enclave).origin}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types lit-html",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    // `same-origin` would cut the link to the idOS window.
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
  };
}
