/** A back office's page asks its own server, as an operator. */

const KEY = "operator-token";

/** Refusals of the server, in its own words. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
  /** HTTP status; 401 asks for the token again, 0 means that nothing answered. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The operator's token, kept for this tab. */
export const operatorToken = {
  get: (): string => sessionStorage.getItem(KEY) ?? "",
  set: (token: string): void => sessionStorage.setItem(KEY, token.trim()),
  forget: (): void => sessionStorage.removeItem(KEY),
};

/**
 * Asks the back office's API.
 * @param path same-origin path
 * @param body posted as JSON; left out, the request is a GET
 * @throws OperatorError
 */
export async function askAsOperator<T>(path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...(body !== undefined && { method: "POST", body: JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${operatorToken.get()}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      signal: AbortSignal.timeout(60_000),
    });
  } catch {
    throw new OperatorError(0, "The server does not answer");
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as T;
  const words = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : undefined;
  throw new OperatorError(
    response.status,
    typeof words === "string" ? words : `The server answered with status ${response.status}`,
  );
}
