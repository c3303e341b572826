/** Writes `docs/protocol.md` from the contract itself: methods, arguments, answers, consents, deadlines, codes. `--check` only compares. */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import type { GenericSchema } from "valibot";
import { askParams, askResults } from "../../enclave/protocol/asks.ts";
import { CALLS } from "../../enclave/protocol/calls/calls.ts";
import { CODE_NOTES } from "../../enclave/protocol/code-notes.ts";
import { CODES, type Code } from "../../enclave/protocol/errors.ts";
import { ASK_DEADLINES, CONNECT_DEADLINE, HEARTBEAT, MAX_PENDING, VERSIONS } from "../../enclave/protocol/policies.ts";
import { STEP } from "../../enclave/protocol/steps.ts";

/** The parts of a valibot schema that the documentation names. */
interface Described {
  type: string;
  kind?: string;
  expects?: string;
  entries?: Record<string, Described>;
  options?: (Described | string)[];
  item?: Described;
  wrapped?: Described;
  pipe?: Described[];
  message?: string;
  literal?: unknown;
  requirement?: unknown;
  key?: Described;
  value?: Described;
}

/** A schema in words. */
function words(schema: Described): string {
  const { type, pipe } = schema;
  if (type === "optional" && schema.wrapped) return words(schema.wrapped);
  if (pipe) {
    const notes = new Set(
      pipe.slice(1).flatMap((action) => (typeof action.message === "string" ? [action.message] : [])),
    );
    // A pipe may check a list's length before the list's own schema looks at its items.
    const base = words(pipe.findLast(({ kind }) => kind === "schema") as Described);
    return [...(notes.size && (base === "string" || base === "number") ? [] : [base]), ...notes].join(", ");
  }
  if (type === "strict_object" && schema.entries) {
    const fields = Object.entries(schema.entries).map(
      ([name, field]) => `${name}${field.type === "optional" ? "?" : ""}: ${words(field)}`,
    );
    return fields.length ? `{ ${fields.join("; ")} }` : "{}";
  }
  if (type === "picklist") return (schema.options ?? []).map((o) => `"${String(o)}"`).join(" or ");
  if ((type === "union" || type === "variant") && schema.options)
    return schema.options.map((o) => words(o as Described)).join(" or ");
  if (type === "array" && schema.item) return `list of (${words(schema.item)})`;
  if (type === "record") return "map of text";
  if (type === "literal") return JSON.stringify(schema.literal);
  if (type === "lazy") return "Requirements";
  if (type === "custom") return schema.message ?? "an error code";
  return type;
}

const describe = (schema: GenericSchema): string =>
  `\`${words(schema as unknown as Described).replaceAll("|", "\\|")}\``;
const seconds = (ms: number | null): string =>
  ms === null ? "none: waits for a person, with a visible Cancel" : `${ms / 1000} s`;

const CONSENTS: Record<(typeof CALLS)["lock"]["consent"], string> = {
  none: "none",
  once: "once for each site",
  each: "each time",
  "to forget": "each time that it is to forget, else none",
};

function methods(): string {
  return (Object.keys(CALLS) as (keyof typeof CALLS)[])
    .map((name) => {
      const { params, result, consent, surface, deadline } = CALLS[name];
      return `### \`${name}\`\n\n- Arguments: ${describe(params)}\n- Answer: ${describe(result)}\n- Consent: ${CONSENTS[consent]}. Largest surface: ${surface}. Deadline: ${seconds(deadline)}.\n`;
    })
    .join("\n");
}

function asks(): string {
  return (Object.keys(ASK_DEADLINES) as (keyof typeof ASK_DEADLINES)[])
    .map(
      (name) =>
        `### \`${name}\`\n\n- Arguments: ${describe(askParams[name])}\n- Answer: ${describe(askResults[name])}\n- Deadline: ${seconds(ASK_DEADLINES[name])}.\n`,
    )
    .join("\n");
}

const codes = (Object.keys(CODES) as Code[])
  .map((code) => {
    const { when, show } = CODE_NOTES[code];
    return `| \`${code}\` | ${when} | ${CODES[code] ? "yes" : "no"} | ${show} |`;
  })
  .join("\n");

const page = `# The host ↔ enclave protocol, version ${VERSIONS.join(", ")}

Generated from \`enclave/protocol/\` by \`npm run docs\`; \`npm run lint\` compares the two.

The dApp is the allowed origin and the adversary. No plaintext and no secret ever reaches the host, and nothing is approved or typed except in a window whose address the user can see.

- A host has ${CONNECT_DEADLINE / 1000} s to be answered by the frame. While calls are pending, a heartbeat runs every ${HEARTBEAT.every / 1000} s; ${HEARTBEAT.missed} unanswered ones end the channel.
- At most ${MAX_PENDING} calls may be pending; one more is \`RATE_LIMITED\`.
- A request is \`{ id, type: "APPLY", path: [method], argumentList: [RAW params, RAW callId] }\`, an answer \`{ id, type: "RAW", value: envelope }\`, an envelope \`{ ok: true, value }\` or \`{ ok: false, error: { code, message, retryable, data? } }\`. \`CANCEL { callId }\` ends a call with \`ABORTED\`. Every other message is answered with \`INVALID_ARGUMENT\`.
- While a window of the enclave is open, its frame answers and asks at steps of ${STEP} ms, so that no time tells what the window shows; what the person let through is answered at once.
- \`Requirements\` is one of \`{ path, equals }\`, \`{ path, in }\`, \`{ path, min?, max? }\`, \`{ path, exists }\`, \`{ all }\`, \`{ any }\`, \`{ not }\`, at most 8 levels deep.
- The frame shows one button and progress, in sizes that depend on no credential. Credentials are shown in the window: nothing is opened before it proved itself, and all that the host can see of a \`view\` happens before that. Closing it ends the call with \`{ closed: true }\`. While credentials are shown, another \`view\` takes their place in the same window and ends the call before it; every other call that needs the window waits until the person presses on in the frame.

## What the host may call

${methods()}
## What the enclave asks of the host

A signature is asked of the host only where no wallet that announces itself in the enclave's window signs there; see [custody.md](custody.md). What comes back is verified over the enclave's own message; the window stays open meanwhile and says where to sign. Where another account than the asked one would sign, answer \`WALLET_WRONG_ACCOUNT\`, not with its signature: that is taken for an altered one.

${asks()}
## Error codes

Codes are API, messages are not.

| code | when | may a retry succeed | what a dApp should show |
|---|---|---|---|
${codes}
`;

const path = "docs/protocol.md";
if (process.argv.includes("--check")) {
  if (readFileSync(path, "utf8") !== page) {
    console.error(`${path} is not what the contract says: run npm run docs`);
    process.exit(1);
  }
} else writeFileSync(path, page);
