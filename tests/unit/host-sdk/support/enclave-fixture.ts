import { until } from "./rejection.ts";

/** Another site than the page's, served by the same test server. */
export const ENCLAVE_ORIGIN = location.origin.replace("//localhost", "//enclave.localhost");
/** A third site. */
export const OTHER_ORIGIN = location.origin.replace("//localhost", "//other.localhost");

/** URL of the test's enclave, in a mode of `fixtures/enclave-page.ts`. */
export const enclaveAt = (mode = "normal", origin = ENCLAVE_ORIGIN): string =>
  `${origin}/tests/unit/host-sdk/fixtures/enclave.html?mode=${mode}`;

/** What frames of the tests reported. */
export interface Reports {
  all: { what: string; value: unknown }[];
  of(what: string): unknown[];
  next(what: string, count?: number): Promise<unknown>;
  stop(): void;
}

/** Listens to the reports of every fixture frame. */
export function listen(): Reports {
  const all: Reports["all"] = [];
  const onMessage = ({ data, source }: MessageEvent<{ type?: string; what: string; value: unknown } | null>) => {
    // A frame of the last test may still have something under way.
    if (data?.type === "fixture:got" && frames().some(({ contentWindow }) => contentWindow === source))
      all.push({ what: data.what, value: data.value });
  };
  window.addEventListener("message", onMessage);
  const of = (what: string) => all.filter((report) => report.what === what).map(({ value }) => value);
  return {
    all,
    of,
    async next(what, count = 1) {
      await until(() => of(what).length >= count, `the enclave reports ${what}`);
      return of(what)[count - 1];
    },
    stop: () => window.removeEventListener("message", onMessage),
  };
}

/** All enclave frames in the page, also in the SDK's dialog. */
export function frames(): HTMLIFrameElement[] {
  const shadows = [...document.querySelectorAll("*")].flatMap((element) =>
    element.shadowRoot ? [...element.shadowRoot.querySelectorAll("iframe")] : [],
  );
  return [...document.querySelectorAll("iframe"), ...shadows];
}

/** Makes the only enclave frame act; resolves when it heard. */
export function command(what: string, value?: unknown): Promise<void> {
  const frame = frames()[0]?.contentWindow;
  const n = crypto.randomUUID();
  return new Promise((resolve) => {
    const onMessage = ({ data }: MessageEvent<{ type?: string; n?: string } | null>) => {
      if (data?.type !== "fixture:heard" || data.n !== n) return;
      window.removeEventListener("message", onMessage);
      resolve();
    };
    window.addEventListener("message", onMessage);
    frame?.postMessage({ type: "fixture:do", what, value, n }, "*");
  });
}

/** Resolves when every report of the enclave up to now has arrived: messages of one frame keep their order. */
export async function settled(): Promise<void> {
  if (frames().length) await command("nothing");
}
